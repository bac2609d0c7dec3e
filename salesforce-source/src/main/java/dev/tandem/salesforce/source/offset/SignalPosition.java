/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * A position in the signal topic: the signals before it have been answered.
 *
 * @param next the offset of the next signal, by partition of the topic
 */
public record SignalPosition(Map<Integer, Long> next) {
    public static final SignalPosition NONE = new SignalPosition(Map.of());

    public SignalPosition {
        next = Map.copyOf(next);
    }

    /** Returns the position after a signal as well. A signal before it is one of a topic that was created again. */
    public SignalPosition after(int partition, long offset) {
        Map<Integer, Long> moved = new TreeMap<>(next);
        moved.put(partition, offset + 1);
        return new SignalPosition(moved);
    }

    /** Returns whether a signal is still to be answered. Unknown partitions are read from wherever their reader begins. */
    public boolean isBefore(int partition, long offset) {
        return next.getOrDefault(partition, 0L) <= offset;
    }

    public Optional<Long> next(int partition) {
        return Optional.ofNullable(next.get(partition));
    }

    /** Returns the form in which offsets hold it, such as {@code 0:42,1:7}. */
    public String text() {
        return new TreeMap<>(next)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    /** Parses {@link #text}. */
    public static SignalPosition parse(String text) {
        try {
            return new SignalPosition(Stream.of(text.split(",", -1))
                    .map(entry -> entry.split(":", 2))
                    .collect(Collectors.toMap(
                            entry -> Integer.parseUnsignedInt(entry[0]), entry -> Long.parseUnsignedLong(entry[1]))));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException | IllegalStateException malformed) {
            throw new ConnectException(
                    "Failed to read a position in the signal topic: '" + text + "' is not of the form 0:42,1:7.",
                    malformed);
        }
    }
}
