/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static dev.tandem.salesforce.client.stream.LoopbackBayeux.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.salesforce.client.stream.LoopbackBayeux.Asked;
import dev.tandem.salesforce.client.stream.StreamItem.Rejection;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import dev.tandem.salesforce.client.stream.StreamItem.SubscriptionRejected;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the position at which a channel begins. */
class SubscriptionTest extends LoopbackStream {
    private static final String CONTACTS = "/data/ContactChangeEvent";

    @Test
    void requestsOnlyOwnPositionPerChannel() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.after(new ReplayId("9007199254740993")));
        subscribe(CONTACTS, ReplayFrom.latest());
        subscribe("/data/ChangeEvents", ReplayFrom.earliest());
        subscribe("/data/TaskChangeEvent", ReplayFrom.since(Instant.ofEpochSecond(NOW)));

        assertThat(bayeux.asked()).extracting(Asked::replay).containsExactly("9007199254740993", "-1", "-2", "-2");
        bayeux.deliver(event(ACCOUNTS, 500, NOW), event(ACCOUNTS, 501, NOW));
        awaitEvents(2);
        bayeux.push(UNKNOWN_CLIENT);

        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(8));
        assertThat(bayeux.asked().subList(4, 8)).extracting(Asked::replay).containsExactly("500", "-2", "-2", "-2");
    }

    @Test
    void reportsRejectedReplayIdWhileOthersContinue() {
        String error =
                "400::The replayId {82} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.";
        bayeux.reject(asked -> asked.replay().equals("82") ? error : null);
        open(settings());
        ReplayFrom expired = ReplayFrom.after(new ReplayId("82"));
        stream.subscribe(ACCOUNTS, expired);
        subscribe(CONTACTS, ReplayFrom.latest());

        assertThat(polled).contains(new SubscriptionRejected(ACCOUNTS, expired, Rejection.REPLAY_ID_INVALID, error));
        bayeux.deliver(event(CONTACTS, 1, NOW));
        awaitEvents(1);
        subscribe(ACCOUNTS, ReplayFrom.earliest());
        assertThat(bayeux.sessions()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403:denied_by_security_policy:create_denied | NO_SUCH_CHANNEL",
                "400::The channel you requested to subscribe to doesn't exist {/data/X} | NO_SUCH_CHANNEL",
                "403::Cannot create channel /data/X | NO_SUCH_CHANNEL",
                "403::User not allowed to subscribe CDC without View All Data permissions | NOT_PERMITTED",
                "403::Subscription limit exceeded for this topic | OTHER",
                "403::Organization concurrent user limit exceeded | OTHER",
                "500::Internal error: 1234-5678 (-9) | OTHER",
                "400::Channel name not specified | OTHER"
            })
    void classifiesOtherRejections(String error, Rejection rejection) {
        bayeux.reject(asked -> error);
        open(settings());

        stream.subscribe(ACCOUNTS, ReplayFrom.latest());

        await().untilAsserted(() ->
                assertThat(poll()).contains(new SubscriptionRejected(ACCOUNTS, ReplayFrom.latest(), rejection, error)));
        assertThat(bayeux.sessions()).hasSize(1);
    }

    @Test
    void resumesChannelWithoutNewSession() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        subscribe(CONTACTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 1, NOW), event(ACCOUNTS, 2, NOW), event(ACCOUNTS, 3, NOW));
        awaitEvents(3);

        stream.unsubscribe(ACCOUNTS);
        stream.subscribe(ACCOUNTS, ReplayFrom.after(new ReplayId("2")));

        await().untilAsserted(() -> assertThat(bayeux.asked()).contains(new Asked("client0", ACCOUNTS, "1")));
        // A late event of the former subscription is not taken for the first one of the new subscription.
        bayeux.deliver(event(ACCOUNTS, 9, NOW));
        bayeux.deliver(event(ACCOUNTS, 2, NOW), event(ACCOUNTS, 3, NOW), event(ACCOUNTS, 9, NOW));
        assertThat(awaitEvents(5))
                .extracting(event -> event.replayId().value())
                .containsExactly("1", "2", "3", "3", "9");
        assertThat(bayeux.sessions()).hasSize(1);
    }

    @Test
    void resumesChannelFarBackWithoutNewSession() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(IntStream.rangeClosed(1, 1_000)
                .mapToObj(id -> event(ACCOUNTS, id, NOW))
                .toArray(String[]::new));
        awaitEvents(1_000);

        stream.unsubscribe(ACCOUNTS);
        stream.subscribe(ACCOUNTS, ReplayFrom.afterDelivered(List.of(new ReplayId("1"), new ReplayId("2"))));

        await().untilAsserted(() -> assertThat(bayeux.asked()).contains(new Asked("client0", ACCOUNTS, "1")));
        bayeux.deliver(event(ACCOUNTS, 2, NOW), event(ACCOUNTS, 3, NOW));
        assertThat(awaitEvents(1_001).get(1_000).replayId().value()).isEqualTo("3");
        assertThat(bayeux.sessions()).hasSize(1);
    }

    @Test
    void deliversTwinThatCameAfterItsChannelWasLeft() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 1, NOW), event(ACCOUNTS, 2, NOW));
        bayeux.deliver(event(ACCOUNTS, 2, NOW));
        awaitEvents(3);

        stream.unsubscribe(ACCOUNTS);
        stream.subscribe(ACCOUNTS, ReplayFrom.afterDelivered(List.of(new ReplayId("1"), new ReplayId("2"))));

        await().untilAsserted(() -> assertThat(bayeux.asked()).contains(new Asked("client0", ACCOUNTS, "1")));
        bayeux.deliver(event(ACCOUNTS, 2, NOW), event(ACCOUNTS, 2, NOW), event(ACCOUNTS, 3, NOW));
        assertThat(awaitEvents(5))
                .extracting(event -> event.replayId().value())
                .containsExactly("1", "2", "2", "2", "3");
    }

    @Test
    void reportsResumptionWhoseSessionIsLost() {
        bayeux.reject(asked -> asked.equals(new Asked("client0", ACCOUNTS, "1")) ? "403::Unknown client" : null);
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 1, NOW), event(ACCOUNTS, 2, NOW), event(ACCOUNTS, 3, NOW));
        awaitEvents(3);
        ReplayFrom left = ReplayFrom.afterDelivered(List.of(new ReplayId("1"), new ReplayId("2")));

        stream.unsubscribe(ACCOUNTS);
        stream.subscribe(ACCOUNTS, left);

        await().untilAsserted(() -> assertThat(poll())
                .anyMatch(item -> item instanceof Subscribed subscribed
                        && subscribed.from().equals(left)));
        bayeux.deliver(event(ACCOUNTS, 2, NOW), event(ACCOUNTS, 3, NOW));
        assertThat(awaitEvents(4)).extracting(event -> event.replayId().value()).containsExactly("1", "2", "3", "3");
    }

    @Test
    void opensNewSessionIfServerDoesNotResumeChannel() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 1, NOW), event(ACCOUNTS, 2, NOW));
        awaitEvents(2);
        stream.unsubscribe(ACCOUNTS);
        stream.subscribe(ACCOUNTS, ReplayFrom.after(new ReplayId("2")));
        await().untilAsserted(() -> assertThat(bayeux.asked()).contains(new Asked("client0", ACCOUNTS, "1")));

        bayeux.deliver(event(ACCOUNTS, 3, NOW));

        await().untilAsserted(() -> assertThat(bayeux.asked()).contains(new Asked("client1", ACCOUNTS, "1")));
        bayeux.deliver(event(ACCOUNTS, 3, NOW));
        assertThat(awaitEvents(3)).extracting(event -> event.replayId().value()).containsExactly("1", "2", "3");
    }

    @Test
    void dropsLateEventsOfOldSubscription() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 50, NOW));
        awaitEvents(1);

        stream.unsubscribe(ACCOUNTS);
        stream.subscribe(ACCOUNTS, ReplayFrom.after(new ReplayId("7")));

        await().untilAsserted(() -> assertThat(bayeux.asked()).contains(new Asked("client1", ACCOUNTS, "7")));
        bayeux.deliver(event(ACCOUNTS, 8, NOW));
        assertThat(awaitEvents(2)).extracting(event -> event.replayId().value()).containsExactly("50", "8");
    }
}
