/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.streaming;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A count of delivered events by channel; an event counts once for each subscriber. */
final class Deliveries {
    private final Map<String, LongAdder> byChannel = new ConcurrentHashMap<>();

    void count(String channel) {
        byChannel.computeIfAbsent(channel, name -> new LongAdder()).increment();
    }

    Map<String, Long> byChannel() {
        Map<String, Long> counts = new TreeMap<>();
        byChannel.forEach((channel, count) -> counts.put(channel, count.sum()));
        return counts;
    }

    long total() {
        return byChannel.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
