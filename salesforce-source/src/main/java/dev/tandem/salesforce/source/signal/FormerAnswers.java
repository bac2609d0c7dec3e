/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.signal;

import dev.tandem.salesforce.source.offset.SignalPosition;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The objects whose position in the signal topic is one of a former topic of that name. It is noted per object, because a quiet object
 * keeps such a position for long, and the others must not be read again at each start. Pure.
 */
final class FormerAnswers {
    private final Set<Entry> entries = new HashSet<>();

    /** @param object in lower case, because signals may spell it in any */
    private record Entry(String object, int partition) {
        private Entry {
            object = object.toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Returns the offset after the last signal that an object has answered in this topic; empty if there is none.
     *
     * @param end the offset after the last signal of the partition
     */
    Optional<Long> next(String object, SignalPosition answered, int partition, long end) {
        Optional<Long> next = answered.next(partition);
        if (next.isPresent() && next.get() > end) {
            add(object, partition);
            return Optional.empty();
        }
        return next;
    }

    /** Notes that an object's position is one of the former topic. */
    void add(String object, int partition) {
        entries.add(new Entry(object, partition));
    }

    /** Returns whether an object has yet to answer a signal, which moves it into this topic. */
    boolean take(String object, SignalPosition answered, int partition, long offset) {
        return entries.remove(new Entry(object, partition)) || answered.isBefore(partition, offset);
    }
}
