/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.emit;

import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.Route;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * The offsets that the worker has stored for a task.
 *
 * <p><b>Threads.</b> Pipelines wait, and the worker's thread reports each commit.
 */
public final class WorkerOffsets {
    /** The interval of looks at the offsets if no commit is reported. */
    private static final Duration CHECK = Duration.ofSeconds(5);

    /**
     * The commits after which the offset of a record that the worker has passed over is stored, if it ever is. One may have begun
     * before, and the offset of a record that could not be written counts like that of a written one.
     */
    private static final int LAST_COMMITS = 2;

    private final OffsetStorageReader reader;
    /** The commits before the worker passed over a record that only carries a position, by source partition. */
    private final Map<Map<String, ?>, Long> passedOver = new HashMap<>();

    private long commits;

    public WorkerOffsets(OffsetStorageReader reader) {
        this.reader = reader;
    }

    /** Notes that the worker has stored offsets. */
    public synchronized void markCommitted() {
        commits++;
        notifyAll();
    }

    /** Notes that the worker has not written a record. A transform may have dropped it, and then its offset is never stored. */
    public synchronized void markPassedOver(SourceRecord record) {
        if (record.topic().startsWith(RecordFactory.POSITION_TOPIC)) {
            passedOver.put(record.sourcePartition(), commits);
        }
    }

    /** Waits until the worker has stored any offset of a partition with this route. Returns whether it has, because it may never do so. */
    boolean awaitStored(Map<String, String> partition, Optional<Route> route) throws InterruptedException {
        long seen = commits();
        while (!isStored(partition, route)) {
            if (isLost(partition, seen)) {
                return false;
            }
            awaitCommit(seen);
            seen = commits();
        }
        return true;
    }

    private synchronized boolean isLost(Map<String, String> partition, long seen) {
        Long before = passedOver.get(partition);
        return before != null && seen - before >= LAST_COMMITS;
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
