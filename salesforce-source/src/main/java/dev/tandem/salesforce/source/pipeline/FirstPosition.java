/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.SourceOffset;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the worker store the first position of an object before any of its rows or events is emitted.
 *
 * <p>Otherwise a worker could be killed after rows have reached the topic, and before any offset is stored. The next one would
 * begin at a later position. A record that was deleted in between, and has left the recycle bin, would stay in the copy for ever.
 *
 * <p>Connect stores an offset only with a record. That record goes to a topic of its own, so that topics of objects have nothing
 * but changes.
 */
final class FirstPosition {
    private static final Logger LOG = LoggerFactory.getLogger(FirstPosition.class);

    private final WorkerOffsets offsets;
    private boolean stored;

    /** @param stored whether the worker has stored a position before */
    FirstPosition(WorkerOffsets offsets, boolean stored) {
        this.offsets = offsets;
        this.stored = stored;
    }

    /** Emits the position where the emitter stands, and waits until the worker has stored it. Does so once. */
    void store(ObjectContext context, Instant time) throws InterruptedException {
        if (stored) {
            return;
        }
        long start = System.nanoTime();
        LOG.info(
                "{}: nothing is emitted before the worker has stored the first position. It does so every"
                        + " offset.flush.interval.ms, 60 s by default.",
                context.object());
        SourceOffset position = context.emitter().position();
        context.emitter().emit(List.of(context.records()::position), time, position::withVersion);
        offsets.awaitStored(OffsetFormat.partition(context.object()));
        stored = true;
        LOG.info(
                "{}: the first position is stored, after {} s.",
                context.object(),
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }
}
