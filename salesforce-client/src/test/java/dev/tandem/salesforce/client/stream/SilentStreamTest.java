/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static dev.tandem.salesforce.client.stream.LoopbackBayeux.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.LoopbackSalesforce.Fate;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.LoopbackSalesforce.Request;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The silence of a channel, as Salesforce proves it by an answer without events. */
class SilentStreamTest extends LoopbackStream {
    private static final Duration TIME = Duration.ofMillis(70);
    private static final String CONTACTS = "/data/ContactChangeEvent";
    private static final String SALES = "/data/Sales__chn";

    @Test
    void isSilentOnceShortPollIsAnsweredWithoutEvents() throws InterruptedException {
        open(settings().withSilence(TIME));
        subscribe(ACCOUNTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 1, NOW));
        awaitEvents(1);
        await().untilAsserted(() -> assertThat(timeoutOfLatestPoll()).isEqualTo(TIME.toMillis()));
        bayeux.deliver(event(ACCOUNTS, 2, NOW));
        awaitEvents(2);
        assertThat(stream.isSilent(ACCOUNTS)).as("the next answer is late").isFalse();

        // An answer that comes too early proves nothing.
        await("a poll of the usual length").until(() -> {
            bayeux.deliver();
            return timeoutOfLatestPoll() == -1;
        });

        poll();
        assertThat(stream.isSilent(ACCOUNTS)).isTrue();
    }

    @Test
    void isNotSilentBeforeReaderAsksForMore() throws InterruptedException {
        open(settings().withSilence(TIME));
        subscribe(ACCOUNTS, ReplayFrom.latest());
        await().until(() -> polls().size() == 2);
        bayeux.deliver(event(ACCOUNTS, 1, NOW));
        await().until(() -> polls().size() == 3);
        await().until(() -> {
            bayeux.deliver();
            return timeoutOfLatestPoll() == -1;
        });

        assertThat(stream.isSilent(ACCOUNTS)).as("an event waits").isFalse();
        assertThat(stream.poll(1, Duration.ofSeconds(30))).hasSize(1);
        assertThat(stream.isSilent(ACCOUNTS)).as("it is being handled").isFalse();
        assertThat(stream.poll(1, Duration.ZERO)).isEmpty();
        assertThat(stream.isSilent(ACCOUNTS)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("rejections")
    void sendsNoShortPollsToServerThatRejectsThem(Reply rejection) {
        bayeux.answerShortPolls(rejection);
        open(settings().withSilence(TIME));
        subscribe(ACCOUNTS, ReplayFrom.latest());

        await().untilAsserted(() ->
                assertThat(timeoutOfLatestPoll()).as("a usual poll").isEqualTo(-1));
        bayeux.deliver(event(ACCOUNTS, 1, NOW));

        awaitEvents(1);
        await().untilAsserted(() -> {
            poll();
            assertThat(stream.isSilent(ACCOUNTS)).isTrue();
        });
    }

    static Stream<Reply> rejections() {
        Stream<Reply> answers = Stream.of("true", "false")
                .flatMap(successful -> Stream.of("handshake", "none", "retry")
                        .map(reconnect ->
                                Reply.ok("[{\"channel\":\"/meta/connect\",\"id\":\"$ID\",\"successful\":" + successful
                                        + ",\"advice\":{\"interval\":60000,\"reconnect\":\"" + reconnect + "\"}}]")));
        return Stream.concat(
                answers,
                Stream.of(
                        Reply.ok("[{\"channel\":\"/meta/disconnect\"}]"),
                        Reply.of(400, "<html>Bad Request</html>"),
                        Reply.of(401, "<html>Unauthorized</html>"),
                        Reply.ok(""),
                        Reply.ok("[").but(Fate.BROKEN_OFF)));
    }

    @Test
    void isSilentAlthoughReaderIsBusyWithOtherChannel() throws InterruptedException {
        open(settings().withSilence(TIME));
        subscribe(ACCOUNTS, ReplayFrom.latest());
        subscribe(CONTACTS, ReplayFrom.latest());
        bayeux.deliver(event(ACCOUNTS, 1, NOW));
        awaitEvents(1);

        await().untilAsserted(() -> {
            bayeux.deliver(event(CONTACTS, stream.counters().events() + 1, NOW));
            assertThat(stream.poll(1, Duration.ofSeconds(30))).hasSize(1);
            assertThat(stream.isSilent(ACCOUNTS)).isTrue();
        });
        assertThat(stream.isSilent(CONTACTS)).isFalse();
    }

    @Test
    void isSilentAlthoughOtherMemberOfChannelHasEvents() throws InterruptedException {
        open(settings().withSilence(TIME));
        stream.subscribe(SALES, "Account", ReplayFrom.latest());
        await().untilAsserted(() -> assertThat(poll()).hasSize(1));
        bayeux.deliver(event(SALES, 1, NOW));
        awaitEvents(1);

        await().untilAsserted(() -> {
            long next = stream.counters().events() + 1;
            bayeux.deliver(event(SALES, next, NOW).replace("\"Account\"", "\"Contact\""));
            await().until(() -> stream.counters().events() == next);
            assertThat(poll().stream().filter(ChangeEvent.class::isInstance)).hasSize(1);
            assertThat(stream.isSilent(SALES)).isTrue();
        });
    }

    private int timeoutOfLatestPoll() {
        JsonNode latest = LoopbackBayeux.message(polls().get(polls().size() - 1));
        return latest.path("advice").path("timeout").asInt(-1);
    }

    private List<Request> polls() {
        return salesforce.requests(LoopbackBayeux.ROOT + "/connect");
    }
}
