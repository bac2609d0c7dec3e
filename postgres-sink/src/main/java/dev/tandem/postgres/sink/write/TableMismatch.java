/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;

/** A failure because a table cannot hold its records. */
public final class TableMismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TableId table;

    TableMismatch(TableId table, SchemaMismatchException cause) {
        super(cause.getMessage(), cause);
        this.table = table;
    }

    public SchemaMismatchException reason() {
        return (SchemaMismatchException) getCause();
    }

    public TableId table() {
        return table;
    }
}
