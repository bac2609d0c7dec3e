/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.sink.batch.RowWrite;
import java.util.BitSet;
import java.util.List;

/**
 * The columns that each write of a statement sets: the same for all writes, or given by bits that travel with the rows, so that
 * one statement serves any mix.
 *
 * @param words how many words of 64 bits travel; 0 when all writes set the same columns
 */
public record FieldMask(int words) {
    public static FieldMask of(List<RowWrite> writes, BitSet union) {
        boolean uniform = writes.stream().allMatch(write -> write.fields().equals(union));
        return new FieldMask(uniform ? 0 : (union.length() + 63) / 64);
    }

    /** The SQL of {@code known} for rows whose write sets the column at a position, of {@code unknown} for others. */
    String choose(int position, String known, String unknown) {
        if (words == 0) {
            return known;
        }
        long bit = 1L << (position % 64);
        return "CASE WHEN s.m" + position / 64 + " & '" + bit + "'::bigint <> 0 THEN " + known + " ELSE " + unknown
                + " END";
    }
}
