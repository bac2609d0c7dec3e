/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.Truncate;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;

/**
 * The postponement of changes until the rest of the put is written. Orphans are changes that a constraint over several rows rejected. They
 * are tried again until a pass writes none of them, since a parent may come after its child. Rows that an application holds come last, so
 * that the others need not wait for it. Pure.
 */
public final class Postponement {
    /** The number of orphans up to which single changes may join them. Beyond that, the data is wrong, not merely out of order. */
    private static final int MAX_SINGLE_ORPHANS = 100;

    private final PostponedChanges orphans;
    private final PostponedChanges lockedRows;

    private Pass pass = Pass.PUT;
    /** The number of changes that the pass began with. */
    private int tried;

    /** A pass over changes of the put. */
    private enum Pass {
        /** All changes, before any is postponed. */
        PUT,
        /** Orphans, now that the rest of the put is written. */
        ORPHANS,
        /** The rows that an application held, now that all others are written. */
        LOCKED_ROWS,
        /** Orphans among those rows. */
        LAST_ORPHANS
    }

    /** @param exactKeys says whether Java compares the key of a change exactly as Postgres does */
    public Postponement(Predicate<Change> exactKeys) {
        this.orphans = new PostponedChanges(exactKeys);
        this.lockedRows = new PostponedChanges(exactKeys);
    }

    /**
     * The changes that are tried next.
     *
     * @param changes empty when there are none left
     * @param hopeless orphans that will not be tried again, since the last try has written none
     */
    public record Next(List<Change> changes, List<PostponedChange> hopeless) {}

    /** Postpones changes that violate a constraint over several rows. */
    public void addOrphans(List<Change> changes, SQLException failure) {
        orphans.add(changes, failure);
    }

    /** Postpones changes of rows that an application holds. */
    public void addLockedRows(List<Change> changes, SQLException failure) {
        lockedRows.add(changes, failure);
    }

    /** Postpones the changes of rows that have one waiting, so that their order is kept, and returns an attempt at the others. */
    public Attempt postponeFollowers(Attempt attempt) {
        return attempt.with(lockedRows.without(orphans.without(attempt.changes())));
    }

    /** Drops the waiting changes whose rows a truncate would have deleted. */
    public void dropOlder(Truncate truncate) {
        orphans.dropOlder(truncate);
    }

    /** Returns whether changes wait for the rest of the put, or did until now. */
    public boolean isUsed() {
        return pass != Pass.PUT || !orphans.isEmpty() || !lockedRows.isEmpty();
    }

    boolean hasRoomForOrphans() {
        return triesOrphans() || orphans.size() < MAX_SINGLE_ORPHANS;
    }

    /** Returns whether the changes that are being tried are orphans. */
    boolean triesOrphans() {
        return pass == Pass.ORPHANS || pass == Pass.LAST_ORPHANS;
    }

    /** Returns whether rows that an application holds may wait. They do so once. */
    boolean mayPostponeLockedRows() {
        return pass == Pass.PUT || pass == Pass.ORPHANS;
    }

    /**
     * Takes the changes of the next pass, now that the rest of the put is written: orphans, then locked rows. If an application
     * still holds one of those, the put fails, and is tried again as a whole.
     */
    public Next takeNext() {
        List<PostponedChange> waiting = orphans.release();
        boolean noneWasWritten = triesOrphans() && waiting.size() >= tried;
        List<PostponedChange> hopeless =
                noneWasWritten ? waiting.stream().filter(one -> !one.follows()).toList() : List.of();
        List<PostponedChange> again = noneWasWritten
                ? waiting.stream().filter(PostponedChange::follows).toList()
                : waiting;
        return new Next(again.isEmpty() ? beginLockedRows() : beginOrphans(again), hopeless);
    }

    private List<Change> beginOrphans(List<PostponedChange> again) {
        return begin(mayPostponeLockedRows() ? Pass.ORPHANS : Pass.LAST_ORPHANS, again);
    }

    private List<Change> beginLockedRows() {
        List<PostponedChange> waiting = lockedRows.release();
        return begin(waiting.isEmpty() ? Pass.PUT : Pass.LOCKED_ROWS, waiting);
    }

    private List<Change> begin(Pass next, List<PostponedChange> changes) {
        pass = next;
        tried = changes.size();
        return changes.stream().map(PostponedChange::change).toList();
    }
}
