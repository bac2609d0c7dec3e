/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.emit;

import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.Route;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * The offsets that the worker has stored for a task.
 *
 * <p><b>Threads.</b> Pipelines wait, and the worker's thread reports each commit.
 */
public final class WorkerOffsets {
    /** The interval of looks at the offsets if no commit is reported. */
    private static final Duration CHECK = Duration.ofSeconds(5);

    private final OffsetStorageReader reader;
    private long commits;

    public WorkerOffsets(OffsetStorageReader reader) {
        this.reader = reader;
    }

    /** Notes that the worker has stored offsets. */
    public synchronized void markCommitted() {
        commits++;
        notifyAll();
    }

    /** Waits until the worker has stored any offset of a partition with this route. */
    void awaitStored(Map<String, String> partition, Optional<Route> route) throws InterruptedException {
        long seen = commits();
        while (!isStored(partition, route)) {
            awaitCommit(seen);
            seen = commits();
        }
    }

    private boolean isStored(Map<String, String> partition, Optional<Route> route) throws InterruptedException {
        try {
            Map<String, Object> stored = reader.offset(partition);
            return stored != null && OffsetFormat.read(stored).route().equals(route);
        } catch (ConnectException failure) {
            if (failure.getCause() instanceof InterruptedException) {
                throw new InterruptedException("stopped");
            }
            throw failure;
        }
    }

    private synchronized long commits() {
        return commits;
    }

    private synchronized void awaitCommit(long seen) throws InterruptedException {
        long deadline = System.nanoTime() + CHECK.toNanos();
        long left = CHECK.toMillis();
        while (commits == seen && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }
}
