/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.transaction;

import dev.tandem.salesforce.source.emit.RecordQueue;
import dev.tandem.salesforce.source.transaction.TransactionGroups.Release;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.TransactionContext;

/** The ends of a worker's transactions, where transactions of Salesforce end. Belongs to the worker's thread. */
public final class TransactionEnds {
    /** The time without events at Salesforce after which a transaction is over. It delivers those of a transaction together, or almost. */
    public static final Duration SILENCE = Duration.ofMillis(100);

    private static final Duration CHECK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TransactionContext worker;
    private final TransactionGroups groups;

    /**
     * @param maxHeld records of all objects that are held back
     * @param maxHeldBytes bytes of these records; 0 for no limit
     * @param underWay whether more records of a source partition are on their way, or may be
     */
    public TransactionEnds(
            TransactionContext worker, int maxHeld, long maxHeldBytes, Predicate<Map<String, ?>> underWay) {
        this.worker = worker;
        this.groups = new TransactionGroups(maxHeld, maxHeldBytes, CHECK, PATIENCE, underWay);
    }

    /** Returns the time to wait for records at most. */
    public Duration limit(Duration wait) {
        Optional<Duration> next = groups.untilNextCheck();
        return next.filter(time -> time.compareTo(wait) < 0).orElse(wait);
    }

    /**
     * Returns the records to send now, null if there are none, and asks the worker to commit if all transactions are over with
     * them.
     *
     * @param polled in the order of their emission
     */
    public List<SourceRecord> release(RecordQueue.Batch polled) {
        Release release = groups.add(polled.records(), polled.bytes(), System.nanoTime());
        if (release.commit()) {
            worker.commitTransaction();
        }
        return release.records().isEmpty() ? null : release.records();
    }
}
