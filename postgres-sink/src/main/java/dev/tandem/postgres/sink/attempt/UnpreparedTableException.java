/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.TableId;
import java.sql.SQLException;
import java.util.Set;

/** A failure to create, change or switch a table that says nothing of other tables. */
public final class UnpreparedTableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Lock not available, deadlock, object in use, cancelled by a time-out. */
    private static final Set<String> WAITS = Set.of("55P03", "40P01", "55006", "57014");

    private final transient TableId table;

    public UnpreparedTableException(TableId table, Exception cause) {
        super("Failed to prepare table " + table, cause);
        this.table = table;
    }

    /** Returns whether a failure to create or change a table may be that of this table alone. */
    public static boolean isOfTable(SQLException failure) {
        return WAITS.contains(String.valueOf(failure.getSQLState()))
                || FailureKind.of(failure) == FailureKind.MISSING_GRANT;
    }

    /** Returns whether a failure to switch a table is that of this table alone. Then no record is to blame for rejected data either. */
    public static boolean isOfSwitch(SQLException failure) {
        return isOfTable(failure) || FailureKind.of(failure) == FailureKind.REJECTED_RECORD;
    }

    public Exception reason() {
        return (Exception) getCause();
    }

    public TableId table() {
        return table;
    }
}
