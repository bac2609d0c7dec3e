/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.SimulatedOrg;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.Rejection;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import dev.tandem.salesforce.client.stream.StreamItem.SubscriptionRejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stream against a real CometD server that was written from the protocol and not from this client. */
class SimulatedOrgStreamTest {
    private static final String ACCOUNTS = "/data/AccountChangeEvent";
    private static final String CONTACTS = "/data/ContactChangeEvent";

    private SimulatedOrg org;
    private ChangeEventStream stream;
    private final List<StreamItem> polled = new ArrayList<>();

    @BeforeEach
    void start() {
        org = new SimulatedOrg();
        StreamSettings usual = StreamSettings.defaults();
        stream = ChangeEventStream.open(
                org.api(),
                new StreamSettings(
                        usual.maxMessageBytes(),
                        usual.maxQueuedBytes(),
                        usual.networkDelay(),
                        usual.commitTimeMargin(),
                        Duration.ofMillis(10),
                        Duration.ofMillis(200),
                        usual.closeTimeout()));
    }

    @AfterEach
    void stop() {
        stream.close();
        org.close();
    }

    @Test
    void deliversEachEventOnceInOrderOverLostSessions() {
        subscribe(ACCOUNTS, ReplayFrom.latest());
        subscribe(CONTACTS, ReplayFrom.latest());
        org.control("POST", "objects/Account/records", "{'count': 200}");
        org.control(
                "POST",
                "load",
                "{'changesPerSecond': 200, 'objects': ['Account', 'Contact'], 'mix': {'create': 20, 'update': 80}}");
        List<String> faults = List.of(
                "dropped-session {'advice':'handshake'}",
                "expired-token {}",
                "lost-connection {}",
                "lost-reply {'requests':'streaming','count':1}",
                "dropped-session {'advice':'none'}");

        for (String fault : faults) {
            long lost = stream.counters().sessionsLost();
            // Some faults strike held requests only, and at some instants there are none.
            await().untilAsserted(() -> {
                org.control("PUT", "faults/" + fault.replaceAll(" .*", ""), fault.replaceAll("^\\S+ ", ""));
                assertThat(stream.counters().sessionsLost()).isGreaterThan(lost);
            });
            int events = events().size();
            await().untilAsserted(() -> assertThat(events()).hasSizeGreaterThan(events));
        }
        org.control("DELETE", "load", "");

        assertComplete("Account", ACCOUNTS);
        assertComplete("Contact", CONTACTS);
    }

    @Test
    void missesNoEventOfSilentChannelInLostSession() {
        subscribe(ACCOUNTS, ReplayFrom.latest());
        org.control("PUT", "faults/dropped-session", "{'advice':'handshake'}");
        org.control("POST", "objects/Account/records", "{'count': 3}");

        await().untilAsserted(() -> assertThat(events()).isNotEmpty());
        assertComplete("Account", ACCOUNTS);
    }

    @Test
    void resumesStoredPositionAndReportsExpiredOne() {
        subscribe(ACCOUNTS, ReplayFrom.latest());
        org.control("POST", "objects/Account/records", "{'records': [{'Name':'a'},{'Name':'b'}]}");
        await().untilAsserted(() -> assertThat(events()).isNotEmpty());
        ReplayFrom stored = ReplayFrom.after(events().get(0).replayId());
        stream.unsubscribe(ACCOUNTS);
        org.control(
                "PATCH",
                "objects/Account/records",
                "{'records': [{'Id':'" + events().get(0).header().recordIds().get(0) + "','Name':'c'}]}");
        polled.clear();

        subscribe(ACCOUNTS, stored);
        await().untilAsserted(() -> assertThat(events())
                .anySatisfy(event ->
                        assertThat(event.payload().path("Name").asText()).isEqualTo("c")));
        org.control("PUT", "faults/expired-replay-ids", "{}");
        stream.subscribe(ACCOUNTS, stored);

        await().untilAsserted(() -> assertThat(poll())
                .anySatisfy(item -> assertThat(item)
                        .isInstanceOfSatisfying(
                                SubscriptionRejected.class,
                                refused -> assertThat(refused.rejection()).isEqualTo(Rejection.REPLAY_ID_INVALID))));
    }

    @Test
    void reportsChannelThatDoesNotExist() {
        stream.subscribe("/data/NothingChangeEvent", ReplayFrom.latest());

        await().untilAsserted(() -> assertThat(poll())
                .anySatisfy(item -> assertThat(item)
                        .isInstanceOfSatisfying(
                                SubscriptionRejected.class,
                                refused -> assertThat(refused.rejection()).isEqualTo(Rejection.NO_SUCH_CHANNEL))));
    }

    /** The channel's events are exactly those of the org's changes, in their order, each once. */
    private void assertComplete(String object, String channel) {
        await().untilAsserted(() -> assertThat(events().stream()
                        .filter(event -> event.channel().equals(channel))
                        .map(event -> event.replayId().value()))
                .containsExactlyElementsOf(created(object)));
    }

    /** The replay ids of an object's changes; changes that were merged into one event share one. */
    private List<String> created(String object) {
        List<String> created = new ArrayList<>();
        for (JsonNode change : org.control("GET", "state?changesAfter=0", "").path("changes")) {
            String replayId = change.path("replayId").asText();
            boolean merged =
                    !created.isEmpty() && created.get(created.size() - 1).equals(replayId);
            if (change.path("object").asText().equals(object) && !merged) {
                created.add(replayId);
            }
        }
        return created;
    }

    private void subscribe(String channel, ReplayFrom from) {
        stream.subscribe(channel, from);
        await().untilAsserted(() -> assertThat(poll())
                .anySatisfy(item -> assertThat(
                                item instanceof Subscribed && item.channel().equals(channel))
                        .isTrue()));
    }

    private List<ChangeEvent> events() {
        return poll().stream()
                .filter(ChangeEvent.class::isInstance)
                .map(ChangeEvent.class::cast)
                .toList();
    }

    private List<StreamItem> poll() {
        try {
            polled.addAll(stream.poll(10_000, Duration.ofMillis(10)));
            return polled;
        } catch (InterruptedException interrupt) {
            throw new AssertionError(interrupt);
        }
    }
}
