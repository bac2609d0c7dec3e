/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import dev.tandem.salesforce.client.write.RecordWrite.Upsert;
import java.util.List;

/**
 * A batch of writes for sObject Collections: all of one kind, at most {@value #MAX_WRITES}; upserts also share object and
 * external id field. Each record succeeds or fails by itself.
 */
public record WriteCollection(List<RecordWrite> writes) {
    /** The limit of Salesforce. Source: "sObject Collections" in the REST API guide. */
    public static final int MAX_WRITES = 200;

    /** Rejects mixed, empty and oversized batches. */
    public WriteCollection {
        writes = List.copyOf(writes);
        if (writes.isEmpty() || writes.size() > MAX_WRITES) {
            throw new IllegalArgumentException(
                    "A collection of " + writes.size() + " writes is not possible. Use 1 to " + MAX_WRITES + ".");
        }
        RecordWrite first = writes.get(0);
        if (!writes.stream().allMatch(write -> fits(first, write))) {
            throw new IllegalArgumentException("A collection needs writes of one kind. Split it.");
        }
    }

    private static boolean fits(RecordWrite first, RecordWrite other) {
        if (first instanceof Upsert one && other instanceof Upsert two) {
            return one.object().equals(two.object())
                    && one.key().field().equals(two.key().field());
        }
        return first.getClass() == other.getClass();
    }
}
