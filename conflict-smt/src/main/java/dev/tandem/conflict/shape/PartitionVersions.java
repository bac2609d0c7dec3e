/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import java.util.Map;
import java.util.TreeMap;

/**
 * The versions of one table's records in one partition. A change's version is its log position, except where that would
 * contradict the order of the topic:
 *
 * <ul>
 *   <li>Rows of a snapshot have its position. A transaction that was open meanwhile has written before that position and
 *       committed after it, so its changes get versions that count up from the snapshot's.
 *   <li>Rows of an incremental snapshot have no position of their own. Their versions count up from the newest one before them.
 *   <li>Changes that share a position are ordered by the low bits of their offsets. Where these bits wrap, they carry over, and the
 *       versions of later positions count up from there.
 * </ul>
 *
 * <p>Versions count up by offset. So the number of rows and changes is not limited, and a record that is delivered again has
 * its former version. Positions rise faster than offsets, so they soon overtake the count.
 */
final class PartitionVersions {
    /** More runs of reads and carries than a consumer rewinds over. */
    private static final int MAX_REMEMBERED = 256;

    private enum Kind {
        CHANGE,
        SNAPSHOT,
        INCREMENTAL_SNAPSHOT
    }

    /**
     * Reads of one kind without a change in between, or a change that has carried beyond later positions.
     *
     * @param last the offset of the last one
     * @param version the version from which later changes count up
     * @param position the highest position before or at the reads
     */
    record Reads(long last, long version, long position) {}

    /** The reads, keyed by the offset of the first one. */
    private final TreeMap<Long, Reads> reads = new TreeMap<>();
    /** The positions that changes on both sides of a wrap share, keyed by the offset's high bits after the wrap. */
    private final TreeMap<Long, Long> carries = new TreeMap<>();

    private Reads newestReads;
    private Kind newestKind = Kind.CHANGE;
    private long newestOffset = -1;
    private long newestPosition = Long.MIN_VALUE;
    private long newestVersion = Long.MIN_VALUE;

    /** Returns the offset after the newest one. */
    long nextOffset() {
        return newestOffset + 1;
    }

    /** Returns the version of a snapshot's row, which is its position. */
    long ofSnapshot(long position, long offset) {
        if (offset > newestOffset) {
            newestPosition = Math.max(newestPosition, position);
            noteRead(Kind.SNAPSHOT, offset, Math.max(newestVersion, position));
        }
        return position;
    }

    /** Returns whether enough is known for {@link #ofIncrementalRead}. */
    boolean hasVersionBefore(long offset) {
        return newestVersion != Long.MIN_VALUE && (offset > newestOffset || reads.floorEntry(offset) != null);
    }

    /** Returns the version of an incremental snapshot's row: newer than all before it, and older than all after it. */
    long ofIncrementalRead(long offset) {
        if (offset > newestOffset) {
            noteRead(Kind.INCREMENTAL_SNAPSHOT, offset, newestVersion + (offset - newestOffset));
            return newestVersion;
        }
        Reads again = reads.floorEntry(offset).getValue();
        return again.version() - (again.last() - offset);
    }

    private void noteRead(Kind kind, long offset, long version) {
        newestReads = new Reads(offset, version, newestPosition);
        reads.put(kind == newestKind ? reads.lastKey() : (Long) offset, newestReads);
        trim(reads);
        newestKind = kind;
        newestOffset = offset;
        newestVersion = version;
    }

    /** Returns the last reads before a change; null if none are known. */
    Reads readsBefore(long offset) {
        if (offset > newestOffset || newestReads == null) {
            return newestReads;
        }
        Map.Entry<Long, Reads> before = reads.lowerEntry(offset);
        return before == null ? null : before.getValue();
    }

    /**
     * Returns the version of a change.
     *
     * @param offsetBits the number of low bits of the position that come from the offset
     * @param before the reads before the change; null if there are none or they contain the change
     */
    long ofChange(long position, int offsetBits, long offset, Reads before) {
        long version = offsetBits == 0 ? position : carried(position, offsetBits, offset);
        if (before != null) {
            version = Math.max(version, before.version() + (offset - before.last()));
        }
        if (offset > newestOffset) {
            if (version <= newestVersion && position >> offsetBits > newestPosition >> offsetBits) {
                // Those before have carried beyond this position.
                newestReads = new Reads(newestOffset, newestVersion, newestPosition);
                reads.put(newestOffset, newestReads);
                trim(reads);
                version = newestVersion + (offset - newestOffset);
            }
            newestKind = Kind.CHANGE;
            newestOffset = offset;
            newestPosition = Math.max(newestPosition, position);
            newestVersion = Math.max(newestVersion, version);
        }
        return version;
    }

    /** Adds one to the position's high bits for each wrap of the offset's low bits since the first change at that position. */
    private long carried(long position, int offsetBits, long offset) {
        long high = position >> offsetBits;
        long block = offset >> offsetBits;
        boolean isWrapped = newestOffset >= 0 && block > newestOffset >> offsetBits;
        if (isWrapped && high == newestPosition >> offsetBits) {
            carries.put(block, high);
            trim(carries);
        }
        long version = position;
        while (!carries.isEmpty() && Long.valueOf(high).equals(carries.get(block))) {
            version += 1L << offsetBits;
            block--;
        }
        return version;
    }

    private static void trim(TreeMap<Long, ?> remembered) {
        if (remembered.size() > MAX_REMEMBERED) {
            remembered.pollFirstEntry();
        }
    }
}
