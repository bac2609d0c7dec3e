/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import dev.tandem.postgres.sink.record.Change;
import java.util.List;
import java.util.function.Predicate;

/** The keys of some changes of one table, as far as it matters whether Java compares all of them exactly as Postgres does. */
public final class ComparedKeys {
    private final Predicate<Change> exactKeys;
    /** The meanings that all keys have. */
    private List<String> meanings;

    private boolean exact = true;

    /** @param exactKeys says whether Java compares the key of a change exactly, if the others have the same meaning */
    public ComparedKeys(Predicate<Change> exactKeys) {
        this.exactKeys = exactKeys;
    }

    public void add(Change change) {
        exact = isExactWith(change);
        meanings = change.shape().keyMeanings();
    }

    /** Returns whether the comparison is exact among these keys and that of one more change. 1000 ms and 1000000 µs are one key. */
    public boolean isExactWith(Change change) {
        return exact && (meanings == null || meanings.equals(change.shape().keyMeanings())) && exactKeys.test(change);
    }

    boolean isExact() {
        return exact;
    }
}
