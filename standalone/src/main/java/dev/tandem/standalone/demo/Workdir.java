/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.standalone.Endpoints;
import dev.tandem.standalone.PlatformException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The directory of one demo: marked as ours, locked while it is in use, and emptied of what an earlier run left, since
 * the org of each run is a new one. Files of others in it are never touched.
 */
final class Workdir implements AutoCloseable {
    private static final String MARKER = ".tandem-demo";
    private static final String ENDPOINTS = "endpoints.json";
    private static final List<String> OURS = List.of(
            "etc", "logs", "postgres", "postgres-binaries", "kafka", "registry", "simulator", "connect", ENDPOINTS);
    private static final long NEEDED_BYTES = 1_000_000_000;

    private final Path path;
    private final FileChannel marker;

    private Workdir(Path path, FileChannel marker) {
        this.path = path;
        this.marker = marker;
    }

    /** The directory that the user named. */
    static Workdir claim(Path path) {
        Workdir claimed = tryClaim(path.toAbsolutePath().normalize());
        if (claimed == null) {
            throw new PlatformException(
                    "Another demo is running in " + path + ". Stop it, or name another directory with --workdir.");
        }
        return claimed;
    }

    /** {@code demo} below the given directory, or {@code demo-2} and so on while others run there. */
    static Workdir claimFree(Path below) {
        Path home = below.toAbsolutePath().normalize();
        Workdir claimed = tryClaim(home.resolve("demo"));
        for (int number = 2; claimed == null; number++) {
            claimed = tryClaim(home.resolve("demo-" + number));
        }
        return claimed;
    }

    /** Null when another process has it. */
    private static Workdir tryClaim(Path path) {
        try {
            Files.createDirectories(path);
            rejectStrange(path);
            FileChannel marker =
                    FileChannel.open(path.resolve(MARKER), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(marker);
            if (lock == null) {
                marker.close();
                return null;
            }
            var workdir = new Workdir(path, marker);
            workdir.empty();
            long free = Files.getFileStore(path).getUsableSpace();
            if (free < NEEDED_BYTES) {
                throw new PlatformException("Only " + free / 1_000_000 + " MB are free on the disk of " + path
                        + ". The demo needs " + NEEDED_BYTES / 1_000_000
                        + " MB. Make room, or name another directory with --workdir.");
            }
            return workdir;
        } catch (IOException failure) {
            throw new PlatformException(
                    "Cannot write to " + path + " (" + failure + "). Name another directory with --workdir.", failure);
        }
    }

    private static FileLock tryLock(FileChannel marker) throws IOException {
        try {
            return marker.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static void rejectStrange(Path path) {
        for (String name : OURS) {
            if (Files.exists(path.resolve(name)) && !Files.exists(path.resolve(MARKER))) {
                throw new PlatformException(path + " has " + name
                        + ", which no demo has made. Name an empty or a new directory with --workdir.");
            }
        }
    }

    private void empty() throws IOException {
        for (String name : OURS) {
            Path ours = path.resolve(name);
            if (Files.exists(ours)) {
                try (Stream<Path> tree = Files.walk(ours)) {
                    for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    Path path() {
        return path;
    }

    /**
     * Writes the endpoints, which shows scripts that all is ready: the file is there at once as a whole.
     *
     * @param processIds of the parts, by their names
     */
    void write(Endpoints endpoints, Map<String, Long> processIds) {
        try {
            Path writing = Files.createTempFile(path, "endpoints", null);
            var json = new ObjectMapper();
            ObjectNode content = json.valueToTree(endpoints);
            content.set("processIds", json.valueToTree(processIds));
            json.writerWithDefaultPrettyPrinter().writeValue(writing.toFile(), content);
            Files.move(writing, path.resolve(ENDPOINTS), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new PlatformException("Cannot write " + path.resolve(ENDPOINTS), failure);
        }
    }

    /** Deletes the endpoints file, whose contents no longer hold. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(path.resolve(ENDPOINTS));
            marker.close();
        } catch (IOException failure) {
            throw new PlatformException("Cannot leave " + path, failure);
        }
    }
}
