/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.directory;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The directory in which a benchmark works: {@code target/benchmark-<process id>}. It stays when the benchmark ends, for its logs. As
 * there may be gigabytes in it, the next benchmark deletes it.
 */
public final class BenchmarkDirectory {
    private static final String PREFIX = "benchmark-";

    private BenchmarkDirectory() {}

    /** Creates the directory of this process, and deletes those of processes that have ended. */
    public static Path create() throws IOException {
        Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
        long self = ProcessHandle.current().pid();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(target, PREFIX + "*")) {
            for (Path directory : directories) {
                long pid = Long.parseLong(directory.getFileName().toString().substring(PREFIX.length()));
                if (pid == self || ProcessHandle.of(pid).isEmpty()) {
                    delete(directory);
                }
            }
        }
        return Files.createDirectory(target.resolve(PREFIX + self));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
