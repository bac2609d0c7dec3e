/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The CPU time of a JVM's threads, as Linux counts it.
 *
 * @param threads by their ids
 */
record ThreadTimes(Map<String, ThreadTime> threads) {
    private static final String OTHERS = "others";

    /** The time of one thread, which is in a group with those that do the same. */
    private record ThreadTime(String group, long nanos) {}

    /** The beginnings of threads' names, of which Linux keeps 15 characters, and what such threads do. */
    private static final Map<String, String> GROUPS = groups();

    private static Map<String, String> groups() {
        Map<String, String> groups = new LinkedHashMap<>();
        groups.put("task-thread-", "task");
        groups.put("kafka-producer-", "producer");
        groups.put("events", "source");
        groups.put("rows", "source");
        groups.put("salesforce-", "source");
        groups.put("Camel ", "source");
        groups.put("SalesforceHttp", "HTTP");
        groups.put("HttpClient-", "HTTP");
        groups.put("data-plane-", "requests");
        groups.put("C1 Compiler", "compilers");
        groups.put("C2 Compiler", "compilers");
        groups.put("VM Thread", "GC");
        groups.put("GC Thread", "GC");
        return groups;
    }

    /** Reads the time of all threads that live. */
    static ThreadTimes of(long pid) {
        Map<String, ThreadTime> times = new HashMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                time(thread).ifPresent(time -> times.put(thread.getFileName().toString(), time));
            }
        } catch (IOException | SecurityException unknown) {
            return new ThreadTimes(Map.of());
        }
        return new ThreadTimes(times);
    }

    private static Optional<ThreadTime> time(Path thread) {
        try {
            String name = Files.readString(thread.resolve("comm")).strip();
            String[] times = Files.readString(thread.resolve("schedstat")).split(" ", 2);
            return Optional.of(new ThreadTime(group(name), Long.parseLong(times[0])));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    private static String group(String name) {
        return GROUPS.entrySet().stream()
                .filter(group -> name.startsWith(group.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OTHERS);
    }

    /** Returns what each group has spent since an earlier reading, as µs for one of {@code count} things. */
    String since(ThreadTimes earlier, long count) {
        Map<String, Long> nanos = new LinkedHashMap<>();
        GROUPS.values().forEach(group -> nanos.put(group, 0L));
        threads.forEach((id, time) -> {
            // Pools of threads use a thread again under another name.
            ThreadTime before = earlier.threads.get(id);
            nanos.merge(time.group(), time.nanos() - (before == null ? 0 : before.nanos()), Long::sum);
        });
        long total = nanos.values().stream().mapToLong(Long::longValue).sum();
        String parts = nanos.entrySet().stream()
                .map(group -> "%s %.1f".formatted(group.getKey(), group.getValue() / 1e3 / count))
                .filter(text -> !text.endsWith(" 0.0"))
                .collect(Collectors.joining(", "));
        return "%.1f (%s)".formatted(total / 1e3 / count, parts);
    }
}
