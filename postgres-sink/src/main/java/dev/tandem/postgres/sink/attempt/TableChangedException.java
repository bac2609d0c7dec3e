/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

import dev.tandem.postgres.session.TableId;
import java.sql.SQLException;

/** A failure because another process has just changed a table, and may be about to do so again: transient, like a failure to serialize. */
public final class TableChangedException extends SQLException {
    private static final long serialVersionUID = 1L;

    public TableChangedException(TableId table) {
        super("Table " + table + " is being changed.", "40001");
    }
}
