/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A stream from a server on loopback, and what it has handed over so far. */
abstract class LoopbackStream {
    static final String ACCOUNTS = "/data/AccountChangeEvent";
    static final long NOW = Instant.now().getEpochSecond();
    static final Reply UNKNOWN_CLIENT =
            Reply.ok(Samples.edited("streaming/connect_403_unknown_client.json", "\"304\"", "\"$ID\""));

    LoopbackSalesforce salesforce;
    LoopbackBayeux bayeux;
    ChangeEventStream stream;
    final List<StreamItem> polled = new ArrayList<>();

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

    void open(StreamSettings settings) {
        stream = ChangeEventStream.open(salesforce.api(), settings);
    }

    static StreamSettings settings() {
        return new StreamSettings(
                1 << 20,
                1 << 20,
                Duration.ofSeconds(5),
                Duration.ofMinutes(15),
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                Duration.ofMillis(500));
    }

    /** Returns when the channel is subscribed. */
    Subscribed subscribe(String channel, ReplayFrom from) {
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
    List<ChangeEvent> awaitEvents(int count) {
        await().untilAsserted(() -> assertThat(poll().stream().filter(ChangeEvent.class::isInstance))
                .hasSizeGreaterThanOrEqualTo(count));
        return polled.stream()
                .filter(ChangeEvent.class::isInstance)
                .map(ChangeEvent.class::cast)
                .toList();
    }

    /** All items since the stream was opened. */
    List<StreamItem> poll() {
        try {
            polled.addAll(stream.poll(1_000, Duration.ofMillis(10)));
            return polled;
        } catch (InterruptedException interrupt) {
            throw new AssertionError(interrupt);
        }
    }
}
