/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The columns of the rows that were emitted.
 *
 * @param present the columns that all rows have
 * @param lost the columns that rows may have from before, with values that no event keeps up to date: names, codes of names, or
 *     {@link #ANY} for all names. Those that only some rows have yet are marked
 */
public record EmittedColumns(ColumnSet present, Set<String> lost) {
    /** The mark before a column that only some rows have yet. No name has it. */
    private static final String PENDING = "+";
    /** The name that stands for all. It is not that of a field. */
    static final String ANY = "*";

    /** Offsets are stored often, so they name few columns. */
    private static final int MAX_NAMES = 50;
    /** More than an object has. */
    private static final int MAX_LOST = 1_000;

    public EmittedColumns {
        lost = bounded(lost);
    }

    private static Set<String> bounded(Set<String> columns) {
        if (columns.contains(ANY) || columns.size() > MAX_LOST) {
            return Set.of(ANY);
        }
        if (columns.size() <= MAX_NAMES) {
            return Set.copyOf(columns);
        }
        return columns.stream().map(EmittedColumns::code).collect(Collectors.toUnmodifiableSet());
    }

    private static String code(String lost) {
        if (lost.startsWith(PENDING)) {
            return PENDING + code(lost.substring(PENDING.length()));
        }
        return lost.startsWith(ColumnSet.LOST) ? lost : ColumnSet.lostCode(lost);
    }

    /** Returns columns of which none was ever lost. */
    public static EmittedColumns of(ColumnSet present) {
        return new EmittedColumns(present, Set.of());
    }

    /** Returns other columns of the same rows, some of which may be missing. */
    public EmittedColumns afterUnknownChange(ColumnSet now) {
        return new EmittedColumns(now, Set.of(ANY));
    }

    /** Returns the columns after some were lost. */
    public EmittedColumns without(ColumnSet now, Collection<String> gone) {
        Set<String> all = new TreeSet<>(lost);
        all.addAll(gone);
        return new EmittedColumns(now, all);
    }

    /** Returns the columns before all rows are read with some that came. These are lost only if they go before. */
    public EmittedColumns withPending(ColumnSet complete, Collection<String> came) {
        return without(complete, came.stream().map(PENDING::concat).toList());
    }

    /** Returns what a later run makes of them: the columns that only some rows had are lost if they have gone since. */
    public EmittedColumns resumed(Collection<String> now) {
        Set<String> all = new TreeSet<>();
        for (String column : lost) {
            String name = column.startsWith(PENDING) ? column.substring(PENDING.length()) : column;
            boolean isStillThere = name.length() < column.length()
                    && now.stream()
                            .anyMatch(here -> here.equals(name)
                                    || ColumnSet.lostCode(here).equals(name));
            if (!isStillThere) {
                all.add(name);
            }
        }
        return new EmittedColumns(present, all);
    }

    /** Returns the columns after all rows were read with some of those that were lost. */
    public EmittedColumns with(Collection<String> read) {
        Set<String> rest = new TreeSet<>(lost);
        read.forEach(column -> {
            rest.remove(column);
            rest.remove(ColumnSet.lostCode(column));
        });
        return new EmittedColumns(present, rest);
    }

    /** Returns whether rows may have an earlier value in a column. */
    public boolean hasLost(String column) {
        return lost.contains(ANY) || lost.contains(column) || lost.contains(ColumnSet.lostCode(column));
    }
}
