/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.offset.SnapshotOffset;
import dev.tandem.salesforce.source.offset.SourceOffset;
import java.time.Duration;
import java.time.Instant;

/**
 * The records that a read must cover so that it contains every change that was missed. A time is taken back by the longest
 * transaction, because a record's stamp may be that much older than its commit. Pure.
 */
final class ReadScopes {
    private final Duration transactionMax;

    ReadScopes(Duration transactionMax) {
        this.transactionMax = transactionMax;
    }

    /** Returns the records that were modified at a time, or later. */
    ReadScope modifiedSince(Instant time) {
        return ReadScope.modifiedSince(oldestStamp(time));
    }

    /** Returns what has to be read after events were missed. Rows of a read under way may have been deleted since, unseen. */
    ReadScope missedSince(SourceOffset offset) {
        boolean readsAll =
                offset instanceof SnapshotOffset reading && reading.scope().isAll();
        return readsAll ? allAndMissedSince(offset) : ReadScope.modifiedSince(lastComplete(offset));
    }

    /** Returns all records, and the deletes that were missed. */
    ReadScope allAndMissedSince(SourceOffset offset) {
        return ReadScope.allAndGoneSince(lastComplete(offset));
    }

    /** Returns the last time up to which nothing was missed. */
    private Instant lastComplete(SourceOffset offset) {
        Instant last = oldestStamp(offset.position().time());
        return offset instanceof SnapshotOffset reading
                ? reading.scope().goneSince().orElse(last)
                : last;
    }

    /** Returns the oldest stamp that a record can have whose commit was at a time, or later. */
    Instant oldestStamp(Instant time) {
        Instant safe = time.minus(transactionMax);
        return safe.isBefore(Instant.EPOCH) ? Instant.EPOCH : safe;
    }
}
