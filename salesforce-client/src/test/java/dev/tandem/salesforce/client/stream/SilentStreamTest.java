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
import dev.tandem.salesforce.client.LoopbackSalesforce.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The silence of a channel, as Salesforce proves it by an answer without events. */
class SilentStreamTest extends LoopbackStream {
    private static final Duration TIME = Duration.ofMillis(70);

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

        bayeux.deliver();

        await().untilAsserted(() -> {
            poll();
            assertThat(stream.isSilent(ACCOUNTS)).isTrue();
        });
        await().untilAsserted(() -> assertThat(timeoutOfLatestPoll())
                .as("a poll of the usual length")
                .isEqualTo(-1));
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

    private int timeoutOfLatestPoll() {
        JsonNode latest = LoopbackBayeux.message(polls().get(polls().size() - 1));
        return latest.path("advice").path("timeout").asInt(-1);
    }

    private List<Request> polls() {
        return salesforce.requests(LoopbackBayeux.ROOT + "/connect");
    }
}
