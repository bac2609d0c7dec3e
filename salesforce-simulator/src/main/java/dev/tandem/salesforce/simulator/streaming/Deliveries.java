/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.streaming;

import dev.tandem.salesforce.simulator.limits.DailyMeter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A count of delivered events by channel; an event counts once for each subscriber. */
final class Deliveries {
    private final Map<String, LongAdder> byChannel = new ConcurrentHashMap<>();

    private final DailyMeter meter;

    Deliveries(DailyMeter meter) {
        this.meter = meter;
    }

    /** Returns whether the org has used up its daily allowance. */
    boolean isExhausted() {
        return meter.isExhausted();
    }

    void count(String channel) {
        meter.add(1);
        byChannel.computeIfAbsent(channel, name -> new LongAdder()).increment();
    }

    Map<String, Long> byChannel() {
        Map<String, Long> counts = new TreeMap<>();
        byChannel.forEach((channel, count) -> counts.put(channel, count.sum()));
        return counts;
    }
}
