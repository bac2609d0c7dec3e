/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.ChangeEventStream;
import dev.tandem.salesforce.client.stream.ReplayFrom;
import dev.tandem.salesforce.client.stream.ReplayId;
import dev.tandem.salesforce.client.stream.StreamItem.Event;
import dev.tandem.salesforce.client.stream.StreamSettings;
import dev.tandem.salesforce.simulator.SalesforceSimulator;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import dev.tandem.salesforce.source.emit.RecordQueue;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.settings.ObjectTopic;
import dev.tandem.salesforce.source.signal.ReadRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectFeedTest {
    private static final String CHANNEL = "/data/AccountChangeEvent";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SalesforceSimulator org = SalesforceSimulator.start(SimulatorOptions.defaults());
    private final ChangeEventStream stream = ChangeEventStream.open(
            SalesforceApi.of(
                    OrgSettings.of(org.baseUrl()),
                    new Credentials.ClientCredentials(org.clientId(), org.clientSecret())),
            StreamSettings.defaults().withSilence(Duration.ofMillis(100)));
    private final ObjectMetrics metrics = new ObjectMetrics();
    private final ObjectFeed feed = new ObjectFeed(
            new ObjectStart(
                    new ObjectTopic("salesforce", "Account", "salesforce.Account"), CHANNEL, Optional.empty(), metrics),
            stream,
            new EventRoom(new FeedBounds(40, 64 << 20), 1).share());
    private final Thread dispatcher =
            new Thread(new StreamDispatcher(stream, Map.of(CHANNEL, feed), new RecordQueue(10, 0)));

    @AfterEach
    void stop() {
        dispatcher.interrupt();
        stream.close();
        org.close();
    }

    @Test
    void knowsWhetherEventsAreUnderWay() throws InterruptedException {
        dispatcher.start();
        assertThat(feed.isUnderWay()).as("not subscribed yet").isTrue();
        feed.open(ReplayFrom.latest());
        await("all is taken").until(() -> !feed.isUnderWay());

        org.control().call("POST", "objects/Account/records", "{\"count\":1}");
        await().until(feed::isUnderWay);
        assertThat(feed.take(10, PATIENCE)).hasSize(1);
        assertThat(feed.isUnderWay()).as("it is being emitted").isTrue();
        assertThat(feed.take(10, Duration.ZERO)).isEmpty();
        await("all is emitted").until(() -> !feed.isUnderWay());
    }

    /** A read before them would make their values look as young as the record's last change. */
    @Test
    void holdsRequestsBackUntilEarlierEventsAreTaken() throws InterruptedException {
        requestBehindThreeEvents();

        assertThat(feed.requests()).isEmpty();
        for (int taken = 0; taken < 3; taken += feed.take(1, PATIENCE).size()) {
            assertThat(feed.requests()).isEmpty();
        }
        await().until(() -> !feed.requests().isEmpty());
    }

    @Test
    void holdsRequestsBackThoughLaterEventHasArrived() throws InterruptedException {
        requestBehindThreeEvents();
        org.control().setClockAhead(Duration.ofMinutes(1));
        org.control().addRecords("Account", 1);
        await().until(() -> metrics.getEventsBuffered() == 4);

        for (int taken = 0; taken < 3; taken += feed.take(1, PATIENCE).size()) {
            assertThat(feed.requests()).isEmpty();
        }
        assertThat(feed.requests()).hasSize(1);
    }

    @Test
    void keepsTheRoomOfEventsUntilTheyAreEmitted() throws InterruptedException {
        dispatcher.start();
        feed.open(ReplayFrom.latest());
        org.control().addRecords("Account", 30);
        await().until(() -> metrics.getEventsBuffered() == 30);
        int taken = feed.take(30, PATIENCE).size();

        org.control().addRecords("Account", 15);
        await().until(() -> metrics.getChannelLeaves() == 1);

        while (taken < 45) {
            taken += feed.take(30, PATIENCE).size();
        }
        assertThat(feed.take(30, Duration.ZERO)).isEmpty();
    }

    @Test
    void takesFewLargeEventsTogether() throws InterruptedException {
        dispatcher.start();
        feed.open(ReplayFrom.latest());
        org.control().addField("Account", Map.of("name", "Notes__c", "type", "textarea", "length", 131_072));
        String text = "x".repeat(130_000);
        for (int i = 0; i < 35; i++) {
            org.control().addRecords("Account", List.of(Map.of("Name", "Acme", "Notes__c", text)));
        }
        await().until(() -> metrics.getEventsBuffered() == 35);

        assertThat(feed.take(35, PATIENCE)).hasSize(33);
        assertThat(feed.take(35, PATIENCE)).hasSize(2);
    }

    private void requestBehindThreeEvents() throws InterruptedException {
        dispatcher.start();
        feed.open(ReplayFrom.latest());
        org.control().addRecords("Account", 1);
        ReplayId last = ((Event) feed.take(10, PATIENCE).get(0)).replayId();
        org.control().addRecords("Account", 3);

        feed.open(ReplayFrom.after(last));
        feed.request(new ReadRequest(Optional.empty(), 0, 0));
    }
}
