/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import java.sql.SQLException;
import java.util.Set;

/** What a failure of Postgres means for the batch; the one place where SQLSTATEs are told apart. */
public enum FailureKind {
    /** It passes: connection lost, server restarting, full or overloaded, deadlock, lock timeout, standby. */
    PASSING,
    /** The table is not as the task remembers it. */
    SCHEMA_CHANGED,
    /** Some record of the batch cannot be stored: a value, a constraint, a trigger's objection. */
    BAD_RECORD,
    /** The user may not do what is needed. */
    MISSING_GRANT,
    /** Neither waiting nor leaving out records helps: wrong password, a bug. */
    LASTING;

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final Set<String> PASSING_CLASSES = Set.of("08", "53", "58", "40");
    /** Lock not available, shutdown, crash, starting up, idle-in-transaction and statement time-outs, read-only (standby). */
    private static final Set<String> PASSING_STATES =
            Set.of("55P03", "57P01", "57P02", "57P03", "57P05", "57014", "25P03", "25006", "55006");
    /** Undefined column, table, schema; type mismatch; object in use by a schema change; no unique index for the key. */
    private static final Set<String> SCHEMA_STATES = Set.of("42703", "42P01", "3F000", "42804", "0A000", "42P10");

    private static final Set<String> BAD_RECORD_CLASSES = Set.of("22", "23", "44", "P0");

    public static FailureKind of(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return failure.getCause() instanceof java.io.IOException ? PASSING : LASTING;
        }
        if (state.equals(INSUFFICIENT_PRIVILEGE)) {
            return MISSING_GRANT;
        }
        String stateClass = state.substring(0, 2);
        if (PASSING_CLASSES.contains(stateClass) || PASSING_STATES.contains(state)) {
            return PASSING;
        }
        if (SCHEMA_STATES.contains(state)) {
            return SCHEMA_CHANGED;
        }
        return BAD_RECORD_CLASSES.contains(stateClass) ? BAD_RECORD : LASTING;
    }
}
