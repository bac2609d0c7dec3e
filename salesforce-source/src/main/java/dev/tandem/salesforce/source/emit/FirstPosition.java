/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.emit;

import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.SourceOffset;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first position of an object or channel, which the worker stores before any of its rows or events is emitted.
 *
 * <p>Otherwise a worker could be killed after rows have reached the topic, and before any offset is stored. The next one would
 * begin at a later position. A record that was deleted in between, and has left the recycle bin, would stay in the copy for ever.
 *
 * <p>Connect stores an offset only with a record. That record goes to a topic of its own, so that topics of objects have nothing
 * but changes.
 */
public final class FirstPosition {
    private static final Logger LOG = LoggerFactory.getLogger(FirstPosition.class);

    private static final String REASON =
            "Nothing is emitted before the worker has stored the first position. It does so"
                    + " every offset.flush.interval.ms, 60 s by default.";

    private final String source;
    private final WorkerOffsets offsets;
    private final ObjectMetrics metrics;
    private boolean stored;

    /**
     * @param source the object, or the channel's address
     * @param stored whether the worker has stored a position before
     */
    public FirstPosition(String source, WorkerOffsets offsets, ObjectMetrics metrics, boolean stored) {
        this.source = source;
        this.offsets = offsets;
        this.metrics = metrics;
        this.stored = stored;
    }

    /** Notes that what the worker has stored is of no use, since it belongs to another org. */
    public void forget() {
        stored = false;
    }

    /**
     * Emits the position where the emitter stands, and waits until the worker has stored it. Does so once.
     *
     * @param record carries nothing but the position
     */
    public void store(ObjectEmitter emitter, ObjectEmitter.Pending record, Instant time) throws InterruptedException {
        if (stored) {
            return;
        }
        long start = System.nanoTime();
        LOG.info("{}: {}", source, REASON);
        metrics.setPauseReason(REASON);
        SourceOffset offset = emitter.offset();
        emitter.emit(List.of(record), time, offset::withVersion);
        if (!offsets.awaitStored(
                OffsetFormat.partition(source), emitter.current().route())) {
            throw new ConnectException("Failed to store the first position of " + source
                    + ": Connect has dropped the record that carries it, which has neither key nor value. A transform such as"
                    + " Filter does that. Give it a predicate that leaves out topics that begin with "
                    + RecordFactory.POSITION_TOPIC);
        }
        stored = true;
        metrics.setPauseReason("");
        LOG.info(
                "{}: the worker stored the first position after {} s.",
                source,
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }
}
