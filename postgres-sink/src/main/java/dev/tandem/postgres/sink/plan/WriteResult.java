/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

/**
 * The counts of one table's rows in one transaction.
 *
 * @param inserted rows created
 * @param updated rows changed
 * @param deleted deletes that were new, whether or not there was a row
 * @param stale rows for which no change was newer than the row or its tombstone
 * @param updateMissing updates among {@code inserted}: their row did not exist, so it was created from the fields they carry
 * @param conflicts losing values that were kept in {@code tandem.conflicts}
 * @param skipped rows that a trigger or rule of the table kept from being written or deleted
 * @param unordered rows among {@code stale} for which a new change seemed old, because its offset is from another partition
 */
public record WriteResult(
        long inserted,
        long updated,
        long deleted,
        long stale,
        long updateMissing,
        long conflicts,
        long skipped,
        long unordered) {
    public static final WriteResult NONE = stale(0);

    /** Returns the result of rows for which nothing was new. */
    public static WriteResult stale(long rows) {
        return new WriteResult(0, 0, 0, rows, 0, 0, 0, 0);
    }

    /** Returns the result of rows that were inserted or updated. */
    public static WriteResult written(long inserted, long updated, long updateMissing) {
        return new WriteResult(inserted, updated, 0, 0, updateMissing, 0, 0, 0);
    }

    /** Returns the result of rows that were deleted, and of some that a trigger or rule kept. */
    public static WriteResult deleted(long deleted, long skipped) {
        return new WriteResult(0, 0, deleted, 0, 0, 0, skipped, 0);
    }

    /** Returns the result of rows for which nothing was new, and of some that a trigger or rule kept. */
    public static WriteResult unwritten(long stale, long skipped) {
        return new WriteResult(0, 0, 0, stale, 0, 0, skipped, 0);
    }

    /** Returns the result of rows that went through the rules of two-way tables, which all count as updated. */
    public static WriteResult ofRules(long rows, long conflicts) {
        return new WriteResult(0, rows, 0, 0, 0, conflicts, 0, 0);
    }

    /** Returns the result with so many losing values that were kept. */
    public WriteResult withConflicts(long values) {
        return new WriteResult(inserted, updated, deleted, stale, updateMissing, values, skipped, unordered);
    }

    /** Returns the result with so many rows for which a new change seemed old. */
    public WriteResult withUnordered(long rows) {
        return new WriteResult(inserted, updated, deleted, stale, updateMissing, conflicts, skipped, rows);
    }

    public WriteResult plus(WriteResult other) {
        return new WriteResult(
                inserted + other.inserted,
                updated + other.updated,
                deleted + other.deleted,
                stale + other.stale,
                updateMissing + other.updateMissing,
                conflicts + other.conflicts,
                skipped + other.skipped,
                unordered + other.unordered);
    }
}
