/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.twoway;

import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The CPU time of a platform's parts, as Linux counts it. It says more than rates on a machine that does other work. */
record PartTimes(Map<Part, Long> nanos) {
    private static final long NANOS_PER_TICK = 10_000_000;

    /** Reads the times of all parts, with the processes that they have started. */
    static PartTimes of(Platform platform) {
        Map<Part, Long> nanos = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            ProcessHandle process = ProcessHandle.of(platform.pid(part)).orElseThrow();
            LongStream children = process.descendants().mapToLong(ProcessHandle::pid);
            nanos.put(
                    part,
                    LongStream.concat(LongStream.of(process.pid()), children)
                            .map(PartTimes::ticks)
                            .map(ticks -> ticks * NANOS_PER_TICK)
                            .sum());
        }
        return new PartTimes(nanos);
    }

    /** Returns the time of a process and of those of its children that have ended, in user and kernel mode. */
    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return LongStream.of(11, 12, 13, 14)
                    .map(field -> Long.parseLong(fields[(int) field]))
                    .sum();
        } catch (IOException ended) {
            return 0;
        }
    }

    /** Returns what each part has spent since an earlier reading, as µs for one of {@code count} things. */
    String since(PartTimes earlier, long count) {
        return nanos.entrySet().stream()
                .map(part -> Map.entry(
                        part.getKey(),
                        (part.getValue()
                                        - Optional.ofNullable(earlier.nanos.get(part.getKey()))
                                                .orElse(0L))
                                / 1e3
                                / count))
                .map(part -> String.format(Locale.ROOT, "%s %.0f", part.getKey().label(), part.getValue()))
                .collect(Collectors.joining(", "));
    }
}
