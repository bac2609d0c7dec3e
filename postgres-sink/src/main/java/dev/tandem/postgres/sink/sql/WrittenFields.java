/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.sink.plan.RowWrite;
import java.util.BitSet;
import java.util.List;

/**
 * The fields that a statement sets. If not all of its writes set the same ones, bits that travel with the rows say which, so that
 * one statement serves any mix.
 *
 * @param numbers the numbers of all fields that some write sets
 * @param maskWords how many words of 64 bits travel; 0 when all writes set the same fields
 */
public record WrittenFields(BitSet numbers, int maskWords) {
    static WrittenFields of(List<RowWrite> writes, BitSet numbers) {
        boolean uniform = writes.stream().allMatch(write -> write.fields().equals(numbers));
        return new WrittenFields(numbers, uniform ? 0 : (numbers.length() + 63) / 64);
    }

    /** Returns the SQL of {@code known} for rows whose write sets the field, of {@code unknown} for others. */
    String choose(int field, String known, String unknown) {
        if (maskWords == 0) {
            return known;
        }
        long bit = 1L << (field % 64);
        return "CASE WHEN s.m" + field / 64 + " & '" + bit + "'::bigint <> 0 THEN " + known + " ELSE " + unknown
                + " END";
    }
}
