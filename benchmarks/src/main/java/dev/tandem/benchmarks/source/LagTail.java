/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import dev.tandem.standalone.lag.Passage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The slowest changes of a span of time: the steps at which they lost it, and the pauses that others made meanwhile. Pure. */
final class LagTail {
    /** The part of all changes that makes the tail. */
    private static final int ONE_IN = 100;

    private static final int MAX_ARRIVALS = 12;
    private static final long TENTH_OF_SECOND = 100_000;

    private final List<Passage> all;
    private final List<Passage> slowest;
    private final ToLongFunction<Passage> readAt;
    private final Map<Long, Long> together;

    /** @param readAt the time at which a consumer could read a change, in µs since the epoch */
    LagTail(List<Passage> passages, ToLongFunction<Passage> readAt) {
        this.all = new ArrayList<>(passages);
        this.readAt = readAt;
        all.sort(Comparator.comparingLong(Passage::lag).reversed());
        this.slowest = all.subList(0, (all.size() + ONE_IN - 1) / ONE_IN);
        this.together = all.stream().collect(Collectors.groupingBy(Passage::inRow, Collectors.counting()));
    }

    /** Returns the mean times of the steps of all changes, in ms. */
    String stepsOfAll() {
        return steps(all);
    }

    String stepsOfSlowest() {
        return steps(slowest);
    }

    private String steps(List<Passage> of) {
        return "to event's record %5.1f, to producer %5.1f, to consumer %5.1f, to row %6.1f; %,.0f rows a transaction"
                .formatted(
                        mean(of, passage -> millis(passage.committed(), passage.emitted())),
                        mean(of, passage -> millis(passage.emitted(), passage.sent())),
                        mean(of, passage -> millis(passage.sent(), readAt.applyAsLong(passage))),
                        mean(of, passage -> millis(readAt.applyAsLong(passage), passage.inRow())),
                        mean(of, passage -> together.get(passage.inRow())));
    }

    private static double millis(long start, long end) {
        return Math.max(0, end - start) / 1e3;
    }

    private static double mean(List<Passage> of, ToDoubleFunction<Passage> value) {
        return of.stream().mapToDouble(value).average().orElse(0);
    }

    /** Returns the share of the slowest changes' time during which each kind of pause lasted, in percent. */
    String overlaps(Map<String, List<Pause>> pauses) {
        return pauses.entrySet().stream()
                .map(kind -> "%s %.0f %%".formatted(kind.getKey(), 100 * share(kind.getValue())))
                .collect(Collectors.joining(", "));
    }

    private double share(List<Pause> pauses) {
        long time = slowest.stream().mapToLong(Passage::lag).sum();
        long covered = slowest.stream()
                .mapToLong(passage -> pauses.stream()
                        .mapToLong(pause -> pause.overlap(passage.committed(), passage.inRow()))
                        .sum())
                .sum();
        return time == 0 ? 0 : (double) covered / time;
    }

    /** Returns when the rows of the slowest changes were committed, in s since a time, and how many of them. */
    String arrivals(long since) {
        return slowest.stream()
                .collect(Collectors.groupingBy(
                        passage -> (passage.inRow() - since) / TENTH_OF_SECOND, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(tenth -> "%d at %.1f s".formatted(tenth.getValue(), tenth.getKey() / 10.0))
                .limit(MAX_ARRIVALS)
                .collect(Collectors.joining(", "));
    }
}
