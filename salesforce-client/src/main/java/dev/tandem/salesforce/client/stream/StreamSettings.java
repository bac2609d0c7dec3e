/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.time.Duration;
import java.util.Optional;

/**
 * The limits of a {@link ChangeEventStream}.
 *
 * @param maxMessageBytes bounds one answer, which holds any number of events; a larger one ends the session. EMP-Connector
 *     recommends at least 10 MiB
 * @param maxQueuedBytes bounds the events not yet polled, as JSON text; one answer may exceed it
 * @param networkDelay bounds the time of an answer beyond the time for which Salesforce holds a request
 * @param commitTimeMargin maximum age of an event's commit time at its commit (long transactions)
 * @param backOffMin pause before the first new attempt after a lost session; grows to {@code backOffMax}
 * @param closeTimeout bounds the farewell on close
 * @param silence the time without events after which a channel is silent; empty if no one asks
 */
public record StreamSettings(
        int maxMessageBytes,
        long maxQueuedBytes,
        Duration networkDelay,
        Duration commitTimeMargin,
        Duration backOffMin,
        Duration backOffMax,
        Duration closeTimeout,
        Optional<Duration> silence) {

    /** Creates settings of a stream of which no one asks whether a channel is silent. */
    public StreamSettings(
            int maxMessageBytes,
            long maxQueuedBytes,
            Duration networkDelay,
            Duration commitTimeMargin,
            Duration backOffMin,
            Duration backOffMax,
            Duration closeTimeout) {
        this(
                maxMessageBytes,
                maxQueuedBytes,
                networkDelay,
                commitTimeMargin,
                backOffMin,
                backOffMax,
                closeTimeout,
                Optional.empty());
    }

    /** Returns these settings with a time without events after which a channel is silent. */
    public StreamSettings withSilence(Duration time) {
        return new StreamSettings(
                maxMessageBytes,
                maxQueuedBytes,
                networkDelay,
                commitTimeMargin,
                backOffMin,
                backOffMax,
                closeTimeout,
                Optional.of(time));
    }

    /** Returns settings that suit most orgs. */
    public static StreamSettings defaults() {
        return new StreamSettings(
                32 << 20,
                16L << 20,
                Duration.ofSeconds(20),
                Duration.ofMinutes(15),
                Duration.ofMillis(250),
                Duration.ofMinutes(1),
                Duration.ofMillis(500));
    }
}
