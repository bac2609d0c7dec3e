/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The memory of processes, as Linux reports it. */
final class Memory {
    private Memory() {}

    /**
     * Proportional set size of a process and its descendants in bytes: what processes share, such as Postgres's buffers,
     * is counted once.
     */
    static long of(long pid) {
        try (Stream<ProcessHandle> descendants = ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants)) {
            return Stream.concat(Stream.of(pid), descendants.map(ProcessHandle::pid))
                    .mapToLong(Memory::proportional)
                    .sum();
        }
    }

    /** Returns the memory of this process alone. */
    static long proportionalOfThis() {
        return proportional(ProcessHandle.current().pid());
    }

    private static long proportional(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (IOException ended) {
            return 0;
        }
    }
}
