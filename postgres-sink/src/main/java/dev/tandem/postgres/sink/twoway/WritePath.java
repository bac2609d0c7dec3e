/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.postgres.sink.plan.RowHistory;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.twoway.rule.ChangeRule;
import java.util.List;

/** A path that the changes of one row of a two-way table take into Postgres. Most rows have nothing under way. Pure. */
public enum WritePath {
    /** The statements that serve all tables. */
    STATEMENTS,
    /** The rules of two-way tables, change by change. */
    RULES;

    /** A state of a row before it is written. */
    enum State {
        /** There is neither row nor tombstone. */
        UNKNOWN,
        /** The row has neither wishes nor a request. */
        AT_REST,
        /** The row has wishes or a request, or is a tombstone. */
        CLAIMED
    }

    /**
     * Returns the path of a row's changes. A delete goes through the rules because its tombstone keeps the row's values, and an echo
     * because it logs what our write replaced, even if its request was settled before. So does a change of a field that Postgres owns.
     */
    static WritePath of(RowHistory history, State state, boolean namesRow, TwoWayTarget target) {
        List<Change> changes = history.changes();
        boolean ruled = state == State.CLAIMED
                || namesRow
                || isRuledInAnyState(history)
                || (state == State.AT_REST && touchesPostgresOwned(changes, target))
                || overrulesLaterChange(fromFirstCreation(changes), target);
        return ruled ? RULES : STATEMENTS;
    }

    /** Returns whether a row's changes take the rules whatever its state is, so that no one has to know it. */
    static boolean isRuledInAnyState(RowHistory history) {
        return hasDelete(history.changes()) || hasEcho(history.changes());
    }

    /**
     * Returns whether a row that these changes create may overrule one of them. A new row starts with Salesforce's values, and keeps those
     * that Postgres owns, whether the later changes come with the first one or after it.
     */
    static boolean overrulesLaterChange(List<Change> changes, TwoWayTarget target) {
        return changes.size() > 1 && touchesPostgresOwned(changes.subList(1, changes.size()), target);
    }

    /**
     * Returns whether one UPDATE or INSERT may apply a row's changes without a lock before it, provided that the row has neither wishes nor
     * a request nor a tombstone when it runs.
     */
    public static boolean maySkipLock(RowHistory history, TwoWayTarget target) {
        List<Change> changes = history.changes();
        return !hasDelete(changes) && !hasEcho(changes) && !touchesPostgresOwned(changes, target);
    }

    /** Returns whether a change names the row that the record was created from, which then gets its id. */
    public static boolean namesRow(RowHistory history, TwoWayTarget target) {
        if (target.externalIdColumn().isEmpty()) {
            return false;
        }
        ChangeTranslator translator = new ChangeTranslator(target);
        return history.changes().stream().map(translator::rowKey).anyMatch(key -> key != null);
    }

    private static boolean touchesPostgresOwned(List<Change> changes, TwoWayTarget target) {
        return !target.owners().isEmpty()
                && changes.stream()
                        .anyMatch(change -> change.fields().stream()
                                .mapToObj(change.shape().table()::column)
                                .anyMatch(target::isPostgresOwned));
    }

    private static boolean hasEcho(List<Change> changes) {
        return changes.stream().anyMatch(change -> change.provenance().echo() != null);
    }

    static boolean hasDelete(List<Change> changes) {
        return changes.stream().anyMatch(Change::isDelete);
    }

    /** Returns the changes of an unknown record from the first one that can create its row. */
    static List<Change> fromFirstCreation(List<Change> changes) {
        int first = 0;
        while (first < changes.size() && ChangeRule.needsRead(ChangeTranslator.operation(changes.get(first)))) {
            first++;
        }
        return changes.subList(first, changes.size());
    }
}
