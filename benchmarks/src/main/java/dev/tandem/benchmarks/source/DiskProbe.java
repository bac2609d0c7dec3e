/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A probe of how long the disk takes to keep 8 kB, the size of a page of Postgres's WAL. It works on a thread of its own. */
final class DiskProbe implements AutoCloseable {
    private static final int BYTES = 8 << 10;
    private static final long PACE_MILLIS = 50;

    private final Path file;
    private final List<Pause> pauses = new ArrayList<>();
    private final Thread thread = new Thread(this::probe, "disk-probe");
    private volatile boolean open = true;

    /** @param file is written on the disk that is probed */
    DiskProbe(Path file) {
        this.file = file;
        thread.start();
    }

    private void probe() {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            while (open) {
                long start = now();
                channel.write(ByteBuffer.allocate(BYTES), 0);
                channel.force(false);
                add(new Pause(start, now()));
                Thread.sleep(PACE_MILLIS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private synchronized void add(Pause pause) {
        pauses.add(pause);
    }

    /** Returns the waits since the last call. */
    synchronized List<Pause> next() {
        List<Pause> taken = List.copyOf(pauses);
        pauses.clear();
        return taken;
    }

    @Override
    public void close() throws InterruptedException {
        open = false;
        thread.join();
    }
}
