/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The garbage collector's log of a process, as {@code -Xlog:gc} writes it. */
final class GcLog {
    private static final Pattern PAUSE =
            Pattern.compile("\\[(\\d+)ms].*Pause.* (\\d+)([KM])->(\\d+)([KM])\\((\\d+)[KM]\\) ([\\d.]+)ms$");

    private final Path file;
    private int read;
    private long heapAfter;

    GcLog(Path file) {
        this.file = file;
    }

    /** Returns the option that makes a JVM write this log. */
    String option() {
        return "-Xlog:gc:file=" + file + ":timemillis";
    }

    /**
     * The collections of a span of time.
     *
     * @param allocatedKb between the first collection and the last
     * @param promotedKb the growth of the heap in collections: what lived long enough to reach its old generation
     * @param maxLiveMb the most that a collection left behind
     */
    record Span(List<Pause> pauses, long allocatedKb, long promotedKb, long maxLiveMb) {
        double longestMillis() {
            return pauses.stream().mapToLong(Pause::micros).max().orElse(0) / 1e3;
        }
    }

    /** Returns what has been collected since the last call. */
    Span next() {
        List<String> lines = lines();
        List<Pause> pauses = new ArrayList<>();
        long allocated = 0;
        long promoted = 0;
        long live = 0;
        for (String line : lines.subList(Math.min(read, lines.size()), lines.size())) {
            Matcher pause = PAUSE.matcher(line);
            if (pause.matches()) {
                long before = kilobytes(pause.group(2), pause.group(3));
                allocated += Math.max(0, before - heapAfter);
                long after = kilobytes(pause.group(4), pause.group(5));
                promoted += Math.max(0, after - heapAfter);
                heapAfter = after;
                live = Math.max(live, heapAfter);
                // Written at the end of the pause.
                pauses.add(Pause.ending(
                        Long.parseLong(pause.group(1)) * 1_000,
                        Math.round(Double.parseDouble(pause.group(7)) * 1_000)));
            }
        }
        read = lines.size();
        return new Span(pauses, allocated, promoted, live >> 10);
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static long kilobytes(String number, String unit) {
        return Long.parseLong(number) << (unit.equals("M") ? 10 : 0);
    }
}
