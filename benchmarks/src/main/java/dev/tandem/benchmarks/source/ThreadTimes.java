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
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The CPU time of a process's threads, and the time for which they wait for a core, as Linux counts them.
 *
 * @param threads by their ids
 */
record ThreadTimes(Map<String, ThreadTime> threads) {
    private static final String OTHERS = "others";

    /** The time of one thread, which is in a group with those that do the same. */
    private record ThreadTime(String group, long cpuNanos, long waitNanos) {}

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
        groups.put("tandem-postgres", "sink's writes");
        groups.put("C1 Compiler", "compilers");
        groups.put("C2 Compiler", "compilers");
        groups.put("VM Thread", "GC");
        groups.put("GC Thread", "GC");
        return groups;
    }

    /** Reads the times of all threads of a process, and of the processes that it has started. */
    static ThreadTimes ofAll(long pid) {
        Map<String, ThreadTime> times = new HashMap<>(of(pid).threads);
        ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .forEach(child -> times.putAll(of(child.pid()).threads));
        return new ThreadTimes(times);
    }

    /** Reads the times of all threads that live. */
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
            String[] times = Files.readString(thread.resolve("schedstat")).split(" ", 3);
            return Optional.of(new ThreadTime(group(name), Long.parseLong(times[0]), Long.parseLong(times[1])));
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

    /** Returns the CPU time of each group since an earlier reading, in µs for one of {@code count} things. */
    String since(ThreadTimes earlier, long count) {
        return since(earlier, count, ThreadTime::cpuNanos);
    }

    /** Returns for how long each group has waited for a core since an earlier reading, in µs for one of {@code count} things. */
    String waitsSince(ThreadTimes earlier, long count) {
        return since(earlier, count, ThreadTime::waitNanos);
    }

    private String since(ThreadTimes earlier, long count, ToLongFunction<ThreadTime> kind) {
        Map<String, Long> nanos = new LinkedHashMap<>();
        GROUPS.values().forEach(group -> nanos.put(group, 0L));
        threads.forEach((id, time) -> {
            // Pools of threads use a thread again under another name.
            ThreadTime before = earlier.threads.get(id);
            long spent = kind.applyAsLong(time) - (before == null ? 0 : kind.applyAsLong(before));
            nanos.merge(time.group(), spent, Long::sum);
        });
        long total = nanos.values().stream().mapToLong(Long::longValue).sum();
        String parts = nanos.entrySet().stream()
                .map(group -> "%s %.1f".formatted(group.getKey(), group.getValue() / 1e3 / count))
                .filter(text -> !text.endsWith(" 0.0"))
                .collect(Collectors.joining(", "));
        return "%.1f (%s)".formatted(total / 1e3 / count, parts);
    }
}
