/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

import dev.tandem.salesforce.client.stream.ReplayFrom;
import java.time.Duration;
import java.time.Instant;

/**
 * The wait for the events from before a subscription, which Salesforce delivers after it. They have arrived once there is an event from
 * after it, or none for as long as a delivery takes. Pure; the worker's times are those of {@link System#nanoTime}.
 */
final class CatchUp {
    /** The resolution of Salesforce's clock in the headers of answers. */
    private static final Duration RESOLUTION = Duration.ofSeconds(1);

    private final Duration delivery;
    /** The first time that is certainly after the subscription; null if nothing from before it is due. */
    private Instant later;

    private long lastArrival;
    private boolean hasLeft;

    /** @param delivery the longest time until Salesforce delivers the next of the events that it retains */
    CatchUp(Duration delivery) {
        this.delivery = delivery;
    }

    /** Notes that the channel was left, with events that are still to come. */
    void leave() {
        hasLeft = true;
    }

    /** Notes a subscription. */
    void subscribe(ReplayFrom from, Instant serverTime, long now) {
        hasLeft = false;
        later = from instanceof ReplayFrom.Latest ? null : serverTime.plus(RESOLUTION);
        lastArrival = now;
    }

    /** Notes that Salesforce delivers nothing more. */
    void end() {
        hasLeft = false;
        later = null;
    }

    /** Notes the arrival of an event that was committed at this time. */
    void accept(Instant committed, long now) {
        lastArrival = now;
        if (later != null && !committed.isBefore(later)) {
            later = null;
        }
    }

    /** Returns the time to wait if no event comes, in nanoseconds; 0 if all earlier events have arrived. */
    long nanosLeft(long now) {
        if (hasLeft) {
            return Long.MAX_VALUE;
        }
        return later == null ? 0 : Math.max(0, delivery.toNanos() - (now - lastArrival));
    }
}
