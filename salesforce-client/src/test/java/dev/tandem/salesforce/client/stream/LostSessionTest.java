/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static dev.tandem.salesforce.client.stream.LoopbackBayeux.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.LoopbackSalesforce.Fate;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.http.Http;
import dev.tandem.salesforce.client.stream.LoopbackBayeux.Asked;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import dev.tandem.salesforce.client.stream.StreamItem.SubscriptionRejected;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of a stream whose session ends. */
class LostSessionTest extends LoopbackStream {
    @ParameterizedTest
    @ValueSource(strings = {"handshake", "none, after a farewell", "stock wording"})
    void replacesForgottenSessionWithoutLossOrRepetition(String variant) {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 10, NOW), event(ACCOUNTS, 12, NOW));
        awaitEvents(2);

        bayeux.push(
                switch (variant) {
                    case "handshake" -> UNKNOWN_CLIENT;
                    case "stock wording" -> Reply.ok(UNKNOWN_CLIENT.body().replace("403::Unknown", "402::Unknown"));
                    default ->
                        Reply.ok(
                                "[{\"channel\":\"/meta/disconnect\"},{\"channel\":\"/meta/connect\",\"id\":\"$ID\","
                                        + "\"successful\":false,\"error\":\"403::Unknown client\",\"advice\":{\"reconnect\":\"none\",\"interval\":0}}]");
                });
        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
        bayeux.deliver(event(ACCOUNTS, 12, NOW), event(ACCOUNTS, 15, NOW));

        assertThat(awaitEvents(3)).extracting(event -> event.replayId().value()).containsExactly("10", "12", "15");
        assertThat(bayeux.asked()).extracting(Asked::replay).containsExactly("-1", "10");
        assertThat(salesforce.logins()).isEqualTo(1);
        assertThat(stream.counters().duplicates()).isEqualTo(1);
        assertThat(stream.counters().sessionsLost()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reconnect\":\"none\"}",
                "{\"reconnect\":\"handshake\",\"interval\":0}",
                "{\"reconnect\":\"retry\",\"interval\":3600000}"
            })
    void replacesSessionThatTheServerAdvisesAgainst(String advice) {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());

        bayeux.push(Reply.ok("[" + event(ACCOUNTS, 1, NOW)
                + ",{\"channel\":\"/meta/connect\",\"id\":\"$ID\",\"successful\":true,\"advice\":" + advice + "}]"));
        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
        bayeux.deliver(event(ACCOUNTS, 2, NOW));

        assertThat(awaitEvents(2)).extracting(event -> event.replayId().value()).containsExactly("1", "2");
        assertThat(salesforce.logins()).isEqualTo(1);
    }

    /** A receiver that fails, as for lack of memory, may have taken some of the events. */
    @Test
    void reportsAnswerThatItsReceiverCannotTake() throws Exception {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        BayeuxSession.Receiver receiver = new BayeuxSession.Receiver() {
            @Override
            public void received(BayeuxSession from, List<StreamItem> events, int answerBytes) {
                throw new StackOverflowError("in a test");
            }

            @Override
            public void fail(Throwable defect) {
                reported.complete(defect);
            }

            @Override
            public Silence silence() {
                return new Silence(Optional.empty());
            }

            @Override
            public void ended() {
                // Nothing waits for it.
            }
        };
        StreamThreads threads = StreamThreads.of(Thread::new, Thread::new);
        try (BayeuxSession session = new BayeuxSession(
                salesforce.url().resolve(LoopbackBayeux.ROOT),
                salesforce.api().token(),
                Http.client(salesforce.settings()),
                settings(),
                threads,
                receiver)) {
            session.handshake();
            session.subscribe(ACCOUNTS, -1);
            bayeux.deliver(event(ACCOUNTS, 1, NOW));

            assertThat(reported.get(30, TimeUnit.SECONDS)).hasMessage("in a test");
        } finally {
            threads.close();
        }
    }

    @Test
    void renewsTokenRejectedByConnectOrHandshake() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.rejectHandshake(handshakeDenied("401::Authentication invalid"));

        bayeux.push(Reply.ok(
                Samples.edited("streaming/connect_401_authentication_invalid.json", "\"id\": 7", "\"id\": \"$ID\"")));

        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
        assertThat(salesforce.logins()).isEqualTo(3);
        bayeux.deliver(event(ACCOUNTS, 1, NOW));
        awaitEvents(1);
    }

    @Test
    void keepsTokenIfServerIsBusy() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());

        bayeux.push(Reply.ok("""
                        [{"channel":"/meta/connect","id":"$ID","successful":false,"error":"401::Authentication invalid","advice":{"reconnect":"none"},
                        "ext":{"sfdc":{"failureReason":"503::Server is too busy. Please try your request again later."}}}]"""));

        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
        assertThat(salesforce.logins()).isEqualTo(1);
    }

    @Test
    void losesNothingIfAnswerBreaks() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 1, NOW));
        awaitEvents(1);

        bayeux.push(Reply.ok("[" + event(ACCOUNTS, 2, NOW) + ","
                        + event(ACCOUNTS, 3, NOW).substring(0, 40))
                .but(Fate.BROKEN_OFF));
        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
        bayeux.deliver(event(ACCOUNTS, 2, NOW), event(ACCOUNTS, 3, NOW));

        assertThat(awaitEvents(3)).extracting(event -> event.replayId().value()).containsExactly("1", "2", "3");
    }

    @Test
    void takesNoEventsFromTheAnswerToAnEarlierRequest() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 1, NOW));
        awaitEvents(1);

        bayeux.push(Reply.ok(
                "[" + event(ACCOUNTS, 1, NOW) + ",{\"channel\":\"/meta/connect\",\"id\":\"1\",\"successful\":true}]"));
        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
        bayeux.deliver(event(ACCOUNTS, 2, NOW));

        assertThat(awaitEvents(2)).extracting(event -> event.replayId().value()).containsExactly("1", "2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endsSessionIfAnswerIsLate(boolean begun) {
        bayeux.holdConnectsFor(100);
        open(new StreamSettings(
                1 << 20,
                1 << 20,
                Duration.ofMillis(700),
                Duration.ZERO,
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(200)));
        subscribe(ACCOUNTS, ReplayFrom.latest());
        if (begun) {
            bayeux.push(Reply.ok("[").but(Fate.STALLED));
        }

        await().untilAsserted(() -> assertThat(bayeux.sessions()).hasSizeGreaterThan(1));
    }

    @Test
    void deliversAllEventsThatShareReplayId() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.after(new ReplayId("1")));
        bayeux.deliver(event(ACCOUNTS, 2, NOW), event(ACCOUNTS, 3, NOW));
        awaitEvents(2);

        bayeux.push(UNKNOWN_CLIENT);
        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
        bayeux.deliver(event(ACCOUNTS, 3, NOW), event(ACCOUNTS, 3, NOW), event(ACCOUNTS, 4, NOW));

        assertThat(awaitEvents(4)).extracting(event -> event.replayId().value()).containsExactly("2", "3", "3", "4");
    }

    @Test
    void resumesSilentChannelByTime() {
        open(settings());
        Subscribed first = subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.push(UNKNOWN_CLIENT);
        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
        long subscribed = first.serverTime().getEpochSecond();

        bayeux.deliver(
                event(ACCOUNTS, 1, subscribed - 901),
                event(ACCOUNTS, 2, subscribed - 900),
                event(ACCOUNTS, 3, subscribed - 901),
                event(ACCOUNTS, 4, subscribed + 1));

        assertThat(awaitEvents(3)).extracting(event -> event.replayId().value()).containsExactly("2", "3", "4");
        assertThat(bayeux.asked()).extracting(Asked::replay).containsExactly("-1", "-2");
        assertThat(polled)
                .contains(new Subscribed(ACCOUNTS, ReplayFrom.since(first.serverTime()), second().serverTime()));
    }

    private Subscribed second() {
        return polled.stream()
                .filter(Subscribed.class::isInstance)
                .map(Subscribed.class::cast)
                .skip(1)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void resumesIfIdBeforeLastHasExpired() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 5, NOW), event(ACCOUNTS, 6, NOW));
        awaitEvents(2);
        bayeux.reject(asked -> asked.replay().equals("5") ? "400::The replayId {5} you provided was invalid." : null);

        bayeux.push(UNKNOWN_CLIENT);

        await().untilAsserted(() ->
                assertThat(bayeux.asked()).extracting(Asked::replay).containsExactly("-1", "5", "6"));
        bayeux.deliver(event(ACCOUNTS, 7, NOW));
        assertThat(awaitEvents(3)).hasSize(3);
        assertThat(polled).noneMatch(SubscriptionRejected.class::isInstance);
    }

    @Test
    void keepsEventsOfSlowReader() throws InterruptedException {
        StreamSettings narrow = new StreamSettings(
                1 << 20,
                600,
                Duration.ofSeconds(5),
                Duration.ZERO,
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(500));
        stream = ChangeEventStream.open(salesforce.api(), narrow, Duration.ofMillis(200));
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 1, NOW), event(ACCOUNTS, 2, NOW));
        bayeux.deliver(event(ACCOUNTS, 3, NOW));

        await().untilAsserted(() -> assertThat(stream.counters().pauses()).isEqualTo(1));
        await().untilAsserted(() -> assertThat(salesforce.requests(LoopbackBayeux.ROOT + "/disconnect"))
                .hasSize(1));
        assertThat(bayeux.sessions()).hasSize(1);
        awaitEvents(2);
        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
        bayeux.deliver(event(ACCOUNTS, 2, NOW), event(ACCOUNTS, 3, NOW));

        assertThat(awaitEvents(3)).extracting(event -> event.replayId().value()).containsExactly("1", "2", "3");
    }

    @Test
    void stopsWithRemedyAfterTwoOversizedAnswers() {
        StreamSettings small = new StreamSettings(
                2_000,
                1 << 20,
                Duration.ofSeconds(5),
                Duration.ZERO,
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(200));
        open(small);
        subscribe(ACCOUNTS, ReplayFrom.latest());
        Reply large = Reply.ok("[" + "x".repeat(3_000) + "]");
        bayeux.push(large);
        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
        bayeux.push(large);

        assertDies("Raise the maximum message size", FailureKind.FATAL);
    }

    @Test
    void opensAnotherSessionIfAnAnswerIsToAnotherRequest() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.push(Reply.ok("[" + LoopbackBayeux.success("/meta/subscribe") + "]"));

        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
    }

    @Test
    void stopsIfLoginIsRejectedPermanently() {
        salesforce.onEach(
                "/services/oauth2/token", Reply.of(400, Samples.read("oauth/invalid_grant_auth_failure.json")));
        open(settings());
        stream.subscribe(ACCOUNTS, ReplayFrom.latest());

        assertDies("invalid_grant: authentication failure", FailureKind.AUTH);
    }

    @Test
    void stopsIfUserMayNotStream() {
        bayeux.rejectHandshake(handshakeDenied("403::User not enabled for streaming"));
        open(settings());
        stream.subscribe(ACCOUNTS, ReplayFrom.latest());

        assertDies("User not enabled for streaming", FailureKind.AUTH);
    }

    @Test
    void opensNoSessionWithoutReplay() {
        bayeux.rejectHandshake(Reply.ok(Samples.edited(
                "streaming/handshake_response_ok.json",
                "\"305\"",
                "\"$ID\"",
                "\"replay\": true",
                "\"replay\": false")));
        open(settings());

        subscribe(ACCOUNTS, ReplayFrom.latest());

        assertThat(stream.counters().sessionsLost()).isEqualTo(1);
    }

    @Test
    void waitsForSessionLimit() {
        bayeux.rejectHandshake(Reply.ok(
                Samples.edited("streaming/handshake_403_connection_limit.json", "\"id\": \"1\"", "\"id\": \"$ID\"")));
        bayeux.rejectHandshake(Reply.of(503, "<html>busy</html>"));
        open(settings());

        subscribe(ACCOUNTS, ReplayFrom.latest());

        assertThat(bayeux.sessions()).hasSize(1);
    }

    private static Reply handshakeDenied(String reason) {
        return Reply.ok(
                "[{\"channel\":\"/meta/handshake\",\"id\":\"$ID\",\"successful\":false,\"error\":\"403::Handshake denied\","
                        + "\"advice\":{\"reconnect\":\"none\"},\"ext\":{\"sfdc\":{\"failureReason\":\"" + reason
                        + "\"}}}]");
    }

    private void assertDies(String message, FailureKind kind) {
        await().untilAsserted(() -> assertThatThrownBy(() -> stream.poll(1_000, Duration.ofMillis(10)))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind)));
    }
}
