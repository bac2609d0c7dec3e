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
import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Fate;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.LoopbackBayeux.Asked;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.Refusal;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import dev.tandem.salesforce.client.stream.StreamItem.SubscriptionRefused;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeEventStreamTest {
    private static final String ACCOUNTS = "/data/AccountChangeEvent";
    private static final String CONTACTS = "/data/ContactChangeEvent";
    private static final long NOW = Instant.now().getEpochSecond();
    private static final Reply UNKNOWN_CLIENT =
            Reply.ok(Samples.read("streaming/connect_403_unknown_client.json").replace("\"304\"", "\"$ID\""));

    private LoopbackSalesforce salesforce;
    private LoopbackBayeux bayeux;
    private ChangeEventStream stream;
    private final List<StreamItem> polled = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
        bayeux = new LoopbackBayeux(salesforce);
    }

    @AfterEach
    void stop() {
        if (stream != null) {
            stream.close();
        }
        salesforce.close();
    }

    @Test
    void eventsArriveInOrderWithEveryDigit() {
        open(settings());
        subscribe("/data/Employee__ChangeEvent", ReplayFrom.latest());
        String big = Samples.read("cdc-cometd/employee_c_create_api46_2019.json")
                .replace("10426208028536", "1652977933433528301")
                .replace("\"Tenure__c\": 20", "\"Tenure__c\": 20.10");

        bayeux.deliver(big, Samples.read("cdc-cometd/employee_c_delete_api46_2019.json"));

        List<ChangeEvent> events = awaitEvents(2);
        ChangeEvent created = events.get(0);
        assertThat(created.header().commitNumber()).isEqualTo(1652977933433528301L);
        assertThat(created.header().changedFields()).isEmpty();
        assertThat(created.payload().path("Tenure__c").decimalValue()).isEqualTo("20.10");
        assertThat(created.payload().has("ChangeEventHeader")).isFalse();
        assertThat(created.replayId()).isEqualTo(new ReplayId("32872942"));
        assertThat(events.get(1).header().changeType()).isEqualTo(ChangeType.DELETE);
        assertThat(events.get(1).payload()).isEmpty();
    }

    @Test
    void everyRequestHasOneMessageTheTokenAndTheCookies() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 1, NOW));
        awaitEvents(1);

        assertThat(bayeux.requestsWithoutCookies()).isEmpty();
        assertThat(salesforce.requests(LoopbackBayeux.ROOT + "/connect"))
                .isNotEmpty()
                .allSatisfy(request -> {
                    assertThat(request.header("Authorization")).isEqualTo("Bearer token-1");
                    LoopbackBayeux.message(request);
                });
        assertThat(LoopbackBayeux.message(salesforce
                                .requests(LoopbackBayeux.ROOT + "/handshake")
                                .get(0))
                        .path("ext")
                        .path("replay")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void eachChannelAsksForItsOwnPlaceOnly() {
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

    @ParameterizedTest
    @ValueSource(strings = {"handshake", "none, after a farewell", "stock wording"})
    void aSessionThatTheServerForgotIsReplacedWithoutLossOrRepetition(String variant) {
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

    @Test
    void anExpiredTokenIsRenewedWhetherConnectOrHandshakeTellsIt() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.refuseHandshake(handshakeDenied("401::Authentication invalid"));

        bayeux.push(Reply.ok(Samples.read("streaming/connect_401_authentication_invalid.json")
                .replace("\"id\": 7", "\"id\": \"$ID\"")));

        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
        assertThat(salesforce.logins()).isEqualTo(3);
        bayeux.deliver(event(ACCOUNTS, 1, NOW));
        awaitEvents(1);
    }

    @Test
    void aBusyServerIsNotTakenForAnExpiredToken() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());

        bayeux.push(Reply.ok("""
                        [{"channel":"/meta/connect","id":"$ID","successful":false,"error":"401::Authentication invalid","advice":{"reconnect":"none"},
                        "ext":{"sfdc":{"failureReason":"503::Server is too busy. Please try your request again later."}}}]"""));

        await().untilAsserted(() -> assertThat(bayeux.asked()).hasSize(2));
        assertThat(salesforce.logins()).isEqualTo(1);
    }

    @Test
    void anAnswerThatBreaksOffInTheMiddleLosesNothing() {
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectWhoseAnswerDoesNotEndInTimeEndsTheSession(boolean begun) {
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
    void aProxyIsUsedForLoginAndStreaming() {
        OrgSettings direct = salesforce.settings();
        OrgSettings proxied = new OrgSettings(
                URI.create("http://acme.my.salesforce.invalid"),
                direct.apiVersion(),
                direct.connectTimeout(),
                direct.readTimeout(),
                direct.retryFor(),
                Optional.of(new InetSocketAddress("127.0.0.1", direct.loginUrl().getPort())));
        salesforce.on(
                "/services/oauth2/token",
                request -> Reply.ok(salesforce
                        .tokenAnswer("t")
                        .replace(
                                direct.loginUrl().toString(), proxied.loginUrl().toString())));
        stream = ChangeEventStream.open(
                SalesforceApi.of(proxied, new Credentials.ClientCredentials("id", "secret")), settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());

        bayeux.deliver(event(ACCOUNTS, 1, NOW));

        awaitEvents(1);
        assertThat(salesforce.requests(LoopbackBayeux.ROOT + "/connect").get(0).uri())
                .hasHost("acme.my.salesforce.invalid");
    }

    @Test
    void eventsWithOneReplayIdAreAllHandedOverThoughTheSessionEndsBetweenThem() {
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
    void aSilentChannelIsAskedForByTimeAfterALostSession() {
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
    void aRefusedReplayIdIsToldAndTheOtherChannelsGoOn() {
        String error =
                "400::The replayId {82} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.";
        bayeux.refuse(asked -> asked.replay().equals("82") ? error : null);
        open(settings());
        ReplayFrom expired = ReplayFrom.after(new ReplayId("82"));
        stream.subscribe(ACCOUNTS, expired);
        subscribe(CONTACTS, ReplayFrom.latest());

        assertThat(polled).contains(new SubscriptionRefused(ACCOUNTS, expired, Refusal.REPLAY_ID_INVALID, error));
        bayeux.deliver(event(CONTACTS, 1, NOW));
        awaitEvents(1);
        subscribe(ACCOUNTS, ReplayFrom.earliest());
        assertThat(bayeux.sessions()).hasSize(1);
    }

    @Test
    void theIdBeforeTheLastMayHaveExpired() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 5, NOW), event(ACCOUNTS, 6, NOW));
        awaitEvents(2);
        bayeux.refuse(asked -> asked.replay().equals("5") ? "400::The replayId {5} you provided was invalid." : null);

        bayeux.push(UNKNOWN_CLIENT);

        await().untilAsserted(() ->
                assertThat(bayeux.asked()).extracting(Asked::replay).containsExactly("-1", "5", "6"));
        bayeux.deliver(event(ACCOUNTS, 7, NOW));
        assertThat(awaitEvents(3)).hasSize(3);
        assertThat(polled).noneMatch(SubscriptionRefused.class::isInstance);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403:denied_by_security_policy:create_denied | NO_SUCH_CHANNEL",
                "400::The channel you requested to subscribe to doesn't exist {/data/X} | NO_SUCH_CHANNEL",
                "403::Cannot create channel /data/X | NO_SUCH_CHANNEL",
                "403::User not allowed to subscribe CDC without View All Data permissions | NOT_PERMITTED",
                "400::Channel name not specified | OTHER"
            })
    void otherRefusalsAreToldApart(String error, Refusal refusal) {
        bayeux.refuse(asked -> error);
        open(settings());

        stream.subscribe(ACCOUNTS, ReplayFrom.latest());

        await().untilAsserted(() ->
                assertThat(poll()).contains(new SubscriptionRefused(ACCOUNTS, ReplayFrom.latest(), refusal, error)));
        assertThat(bayeux.sessions()).hasSize(1);
    }

    @Test
    void aMessageThatIsNoChangeEventIsHandedOverAsSuch() {
        open(settings());
        subscribe("/event/Low_Ink__e", ReplayFrom.latest());

        bayeux.deliver(Samples.read("streaming/platform_event_low_ink.json"));

        await().untilAsserted(() -> assertThat(poll()).anySatisfy(item -> {
            assertThat(item).isInstanceOf(UnreadableEvent.class);
            assertThat(((UnreadableEvent) item).replayId()).contains(new ReplayId("2112"));
        }));
    }

    @Test
    void aSlowReaderCostsTheSessionButNoEvent() throws InterruptedException {
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
    void anAnswerThatIsTooLargeTwiceEndsTheStreamWithTheRemedy() {
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

        assertDies("raise the maximum message size", FailureKind.FATAL);
    }

    @Test
    void aLoginThatIsRefusedForGoodEndsTheStream() {
        salesforce.onEach(
                "/services/oauth2/token", Reply.of(400, Samples.read("oauth/invalid_grant_auth_failure.json")));
        open(settings());

        assertDies("invalid_grant: authentication failure", FailureKind.AUTH);
    }

    @Test
    void aUserWithoutStreamingEndsTheStream() {
        bayeux.refuseHandshake(handshakeDenied("403::User not enabled for streaming"));
        open(settings());

        assertDies("User not enabled for streaming", FailureKind.AUTH);
    }

    @Test
    void aLimitOfSessionsIsWaitedFor() {
        bayeux.refuseHandshake(Reply.ok(Samples.read("streaming/handshake_403_connection_limit.json")
                .replace("\"id\": \"1\"", "\"id\": \"$ID\"")));
        bayeux.refuseHandshake(Reply.of(503, "<html>busy</html>"));
        open(settings());

        subscribe(ACCOUNTS, ReplayFrom.latest());

        assertThat(bayeux.sessions()).hasSize(1);
    }

    @Test
    void subscribingAnewLeavesLateEventsOfTheOldSubscriptionBehind() {
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

    @Test
    void closingTellsTheServerAndWakesTheReader() throws InterruptedException {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        List<List<StreamItem>> last = new ArrayList<>();
        Thread reader = new Thread(() -> {
            try {
                last.add(stream.poll(10, Duration.ofDays(1)));
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
        });
        reader.start();

        stream.close();

        reader.join();
        assertThat(last).containsExactly(List.of());
        assertThat(salesforce.requests(LoopbackBayeux.ROOT + "/disconnect")).hasSize(1);
    }

    @Test
    void closingDoesNotWaitForAServerThatIsSilent() {
        open(settings());
        subscribe(ACCOUNTS, ReplayFrom.latest());
        salesforce.on(LoopbackBayeux.ROOT + "/disconnect", request -> {
            new CountDownLatch(1).await();
            return Reply.ok("[]");
        });

        Thread closing = new Thread(stream::close);
        closing.start();

        await().until(() -> !closing.isAlive());
        assertThat(salesforce.requests(LoopbackBayeux.ROOT + "/disconnect")).hasSize(1);
    }

    private void open(StreamSettings settings) {
        stream = ChangeEventStream.open(salesforce.api(), settings);
    }

    private static StreamSettings settings() {
        return new StreamSettings(
                1 << 20,
                1 << 20,
                Duration.ofSeconds(5),
                Duration.ofMinutes(15),
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                Duration.ofMillis(500));
    }

    private static Reply handshakeDenied(String reason) {
        return Reply.ok(
                "[{\"channel\":\"/meta/handshake\",\"id\":\"$ID\",\"successful\":false,\"error\":\"403::Handshake denied\","
                        + "\"advice\":{\"reconnect\":\"none\"},\"ext\":{\"sfdc\":{\"failureReason\":\"" + reason
                        + "\"}}}]");
    }

    /** Returns when the channel is subscribed. */
    private Subscribed subscribe(String channel, ReplayFrom from) {
        stream.subscribe(channel, from);
        await().untilAsserted(() -> assertThat(poll()).anySatisfy(item -> {
            assertThat(item).isInstanceOf(Subscribed.class);
            assertThat(item.channel()).isEqualTo(channel);
        }));
        return (Subscribed) polled.stream()
                .filter(item -> item instanceof Subscribed && item.channel().equals(channel))
                .findFirst()
                .orElseThrow();
    }

    /** All events since the stream was opened, once there are so many. */
    private List<ChangeEvent> awaitEvents(int count) {
        await().untilAsserted(() -> assertThat(poll().stream().filter(ChangeEvent.class::isInstance))
                .hasSizeGreaterThanOrEqualTo(count));
        return polled.stream()
                .filter(ChangeEvent.class::isInstance)
                .map(ChangeEvent.class::cast)
                .toList();
    }

    /** All items since the stream was opened. */
    private List<StreamItem> poll() {
        try {
            polled.addAll(stream.poll(1_000, Duration.ofMillis(10)));
            return polled;
        } catch (InterruptedException interrupt) {
            throw new AssertionError(interrupt);
        }
    }

    private void assertDies(String message, FailureKind kind) {
        await().untilAsserted(() -> assertThatThrownBy(() -> stream.poll(1_000, Duration.ofMillis(10)))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind)));
    }
}
