/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.signal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The passage of signals through a replication slot. It follows from several looks at the slot which signals Debezium has carried, and
 * which it may never carry, because they were inserted before the slot was created, or while Debezium passed over the write-ahead log.
 * Pure.
 */
final class SignalPassage {
    /** The server process that reads the slot, or 0 if the slot is of no use. */
    private int reader;
    /** The position that was confirmed when this process was first seen. */
    private long start;
    /** True once the process has read on. Before, Debezium may be waiting for a position that the log does not have yet. */
    private boolean isReading;
    /** The position behind the transaction of each signal. */
    private final Map<String, Long> ends = new HashMap<>();

    /**
     * The result of a look.
     *
     * @param carried signals that Debezium has carried to Kafka
     * @param unsure signals that it may have carried, or may have missed for good
     */
    record Found(Set<String> carried, Set<String> unsure) {
        static final Found NOTHING = new Found(Set.of(), Set.of());
    }

    /** Notes that the slot is of no use, or that it was not looked at. */
    void interrupt() {
        reader = 0;
    }

    /**
     * Notes a look at a slot that works.
     *
     * @param process the server process that reads it
     * @param confirmed the position up to which Debezium has confirmed the log
     * @param signals those that were visible after that was read
     * @param end the end of the log after that
     */
    Found add(int process, long confirmed, Set<String> signals, long end) {
        if (process != reader) {
            reader = process;
            start = confirmed;
            isReading = false;
            return Found.NOTHING;
        }
        if (!isReading) {
            isReading = confirmed > start;
            ends.clear();
            return isReading ? new Found(Set.of(), signals) : Found.NOTHING;
        }
        ends.keySet().retainAll(signals);
        Set<String> carried = new TreeSet<>();
        for (String signal : signals) {
            if (ends.computeIfAbsent(signal, first -> end) <= confirmed) {
                carried.add(signal);
            }
        }
        return new Found(carried, Set.of());
    }
}
