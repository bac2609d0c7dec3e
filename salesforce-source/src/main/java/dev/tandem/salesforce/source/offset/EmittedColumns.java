/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * The columns of the rows that were emitted.
 *
 * @param fingerprint of the columns that all rows have
 * @param lost the columns that rows may have from before, with values that no event keeps up to date; {@link #ANY} stands for all
 *     names
 */
public record EmittedColumns(String fingerprint, Set<String> lost) {
    /** The name that stands for all. It is not that of a field. */
    static final String ANY = "*";

    /** Offsets are stored often, so they name few columns. */
    private static final int MAX_LOST = 50;

    public EmittedColumns {
        lost = lost.size() > MAX_LOST ? Set.of(ANY) : Set.copyOf(lost);
    }

    /** Returns columns of which none was ever lost. */
    public static EmittedColumns of(String fingerprint) {
        return new EmittedColumns(fingerprint, Set.of());
    }

    /** Returns other columns of the same rows, some of which may be missing. */
    public EmittedColumns changedTo(String newFingerprint) {
        return newFingerprint.equals(fingerprint) ? this : new EmittedColumns(newFingerprint, Set.of(ANY));
    }

    /** Returns the columns after some were lost. */
    public EmittedColumns without(String newFingerprint, Collection<String> vanished) {
        Set<String> all = new TreeSet<>(lost);
        all.addAll(vanished);
        return new EmittedColumns(newFingerprint, all);
    }

    /** Returns the columns after all rows were read with some of those that were lost. */
    public EmittedColumns with(Collection<String> read) {
        Set<String> rest = new TreeSet<>(lost);
        rest.removeAll(read);
        return new EmittedColumns(fingerprint, rest);
    }

    /** Returns whether rows may have an earlier value in a column. */
    public boolean hasLost(String column) {
        return lost.contains(ANY) || lost.contains(column);
    }
}
