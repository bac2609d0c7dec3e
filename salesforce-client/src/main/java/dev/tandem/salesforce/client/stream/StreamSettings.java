/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.time.Duration;

/**
 * The bounds of a {@link ChangeEventStream}.
 *
 * @param maxMessageBytes of one answer, which holds any number of events; a larger one ends the session. EMP-Connector
 *     recommends no less than 10 MiB
 * @param maxQueuedBytes of events not yet polled, as JSON text; one answer may exceed it
 * @param networkDelay what an answer may take beyond the time for which Salesforce holds a request
 * @param commitTimeMargin how much older than its commit an event's commit time may be (long transactions)
 * @param backOffMin before the first new attempt after a lost session; grows to {@code backOffMax}
 * @param closeTimeout for the farewell on close
 */
public record StreamSettings(
        int maxMessageBytes,
        long maxQueuedBytes,
        Duration networkDelay,
        Duration commitTimeMargin,
        Duration backOffMin,
        Duration backOffMax,
        Duration closeTimeout) {

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
