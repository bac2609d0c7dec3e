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
import dev.tandem.salesforce.client.stream.StreamSettings;
import dev.tandem.salesforce.simulator.SalesforceSimulator;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import dev.tandem.salesforce.source.emit.RecordQueue;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.settings.ObjectTopic;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamDispatcherTest {
    private static final String CHANNEL = "/data/AccountChangeEvent";
    private static final int EVENTS = 3_000;
    private static final int ENOUGH = 1_000;
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final SalesforceSimulator org = SalesforceSimulator.start(SimulatorOptions.defaults());
    private final ChangeEventStream stream = ChangeEventStream.open(
            SalesforceApi.of(
                    OrgSettings.of(org.baseUrl()),
                    new Credentials.ClientCredentials(org.clientId(), org.clientSecret())),
            ofOneAnswer());
    private final ObjectMetrics metrics = new ObjectMetrics();
    private final ObjectFeed feed = new ObjectFeed(
            new ObjectStart(
                    new ObjectTopic("salesforce", "Account", "salesforce.Account"), CHANNEL, Optional.empty(), metrics),
            stream,
            new EventRoom(new FeedBounds(40_000, 64 << 20), 1).share());
    private final Thread dispatcher =
            new Thread(new StreamDispatcher(stream, Map.of(CHANNEL, feed), new RecordQueue(10, 0), PATIENCE));

    /** Returns the settings of a stream that holds back the next answer until the last one is dispatched. */
    private static StreamSettings ofOneAnswer() {
        StreamSettings defaults = StreamSettings.defaults();
        return new StreamSettings(
                defaults.maxMessageBytes(),
                1,
                defaults.networkDelay(),
                defaults.commitTimeMargin(),
                defaults.backOffMin(),
                defaults.backOffMax(),
                defaults.closeTimeout());
    }

    @AfterEach
    void stop() {
        dispatcher.interrupt();
        stream.close();
        org.close();
    }

    @Test
    void leavesEventsToTheStreamUntilSomeAreTaken() throws InterruptedException {
        receiveMoreThanEnough();

        await().until(() -> stream.counters().queuedBytes() > 0);
        assertThat(metrics.getEventsBuffered()).isLessThan(EVENTS);

        int taken = 0;
        while (taken < EVENTS) {
            taken += feed.take(EVENTS, PATIENCE).size();
        }
        assertThat(taken).isEqualTo(EVENTS);
    }

    @Test
    void reportsSubscriptionAlthoughEventsAreHeldBack() throws InterruptedException {
        receiveMoreThanEnough();

        feed.open(ReplayFrom.latest());

        org.control().addRecords("Account", 1);
        assertThat(feed.take(10, PATIENCE)).hasSize(1);
    }

    private void receiveMoreThanEnough() throws InterruptedException {
        org.control().addRecords("Account", EVENTS);
        dispatcher.start();
        feed.open(ReplayFrom.earliest());
        await().until(() -> metrics.getEventsBuffered() > ENOUGH);
    }
}
