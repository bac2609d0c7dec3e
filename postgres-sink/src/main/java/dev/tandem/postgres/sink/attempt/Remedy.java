/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.sink.sql.InsertRace;
import java.sql.SQLException;
import java.util.Set;

/**
 * A remedy for an attempt that Postgres made fail: what is tried instead. Most remedies narrow the failure down, until the record
 * that causes it stands alone and is rejected. Pure.
 */
public enum Remedy {
    /** Another process has changed a table, or may have. Look at all tables again, and try the same changes. */
    RELOAD_TABLES,
    /** Perhaps another process has just inserted the same row. Try the same changes, and skip such rows. */
    SKIP_RACES,
    /** An application holds rows. Write the other changes first, and these after the rest of the put. */
    POSTPONE_LOCKED_ROWS,
    /** A column must not be null. Drop that constraint if the options allow it, and else {@link #narrowDown}. */
    DROP_NOT_NULL,
    /** Some table's changes violate a foreign key. Try each table alone. */
    SEPARATE_TABLES,
    /**
     * The changes violate a foreign key, or a single change needs a unique value that another row still holds. Try them after the
     * rest of the put, since the parent may come after the child, and the other row may lose the value.
     */
    POSTPONE_ORPHANS,
    /** Some record is rejected. Try each half of the changes. */
    HALVE,
    /** The only record is rejected. */
    REJECT,
    /** The failure concerns the connection or the server, and no record. The put fails as a whole. */
    STOP;

    /** Foreign key and, since PostgreSQL 18, ON DELETE RESTRICT. */
    private static final Set<String> FOREIGN_KEY_VIOLATIONS = Set.of("23503", "23001");

    /** Lock not available, deadlock. */
    private static final Set<String> LOCK_FAILURES = Set.of("55P03", "40P01");

    private static final String UNIQUE_VIOLATION = "23505";
    /** Unique and exclusion constraints: another row has the value, which a later change may free. */
    private static final Set<String> OCCUPIED_VALUES = Set.of(UNIQUE_VIOLATION, "23P01");

    private static final String NOT_NULL_VIOLATION = "23502";
    /** An internal error. Statements have it, among others, while an index, partition or type that they use is dropped. */
    private static final String INTERNAL_ERROR = "XX000";

    private static final int MAX_ATTEMPTS = 5;

    /** Returns the remedy for a failed attempt, given which postponed changes are being tried at the moment. */
    public static Remedy of(Attempt attempt, SQLException failure, Postponement postponement) {
        FailureKind kind = FailureKind.of(failure);
        boolean tableChanged = failure instanceof TableChangedException || kind == FailureKind.SCHEMA_CHANGED;
        String state = String.valueOf(failure.getSQLState());
        boolean mayBeChanged = state.equals(INTERNAL_ERROR) && attempt.number() == 1;
        if (mayBeChanged || (tableChanged && attempt.number() < MAX_ATTEMPTS)) {
            return RELOAD_TABLES;
        }
        if (state.equals(UNIQUE_VIOLATION) && attempt.race() == InsertRace.FAIL) {
            return SKIP_RACES;
        }
        if (LOCK_FAILURES.contains(state) && kind == FailureKind.TRANSIENT && postponement.mayPostponeLockedRows()) {
            return POSTPONE_LOCKED_ROWS;
        }
        if (kind != FailureKind.REJECTED_RECORD && kind != FailureKind.SCHEMA_CHANGED) {
            return STOP;
        }
        if (state.equals(NOT_NULL_VIOLATION)) {
            return DROP_NOT_NULL;
        }
        if (OCCUPIED_VALUES.contains(state) && attempt.changes().size() == 1 && postponement.hasRoomForOrphans()) {
            return POSTPONE_ORPHANS;
        }
        return isForeignKeyViolation(failure) ? forOrphans(attempt, postponement) : narrowDown(attempt);
    }

    /** Postpones orphans of one table together. When they are tried again, only those that still fail may be postponed. */
    private static Remedy forOrphans(Attempt attempt, Postponement postponement) {
        if (attempt.hasSeveralTables()) {
            return SEPARATE_TABLES;
        }
        return postponement.triesOrphans() && attempt.changes().size() > 1 ? HALVE : POSTPONE_ORPHANS;
    }

    /** Returns the remedy for a failure that some record causes: to look for that record or, once it stands alone, to reject it. */
    public static Remedy narrowDown(Attempt attempt) {
        return attempt.changes().size() > 1 ? HALVE : REJECT;
    }

    public static boolean isForeignKeyViolation(SQLException failure) {
        return FOREIGN_KEY_VIOLATIONS.contains(String.valueOf(failure.getSQLState()));
    }
}
