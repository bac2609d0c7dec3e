/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

/** What the sink may do to tables. */
public enum EvolutionMode {
    /** Nothing; records that do not fit are refused. */
    NONE,
    /** Nothing; the task fails when a table does not fit. */
    VALIDATE,
    /** Make tables and columns. */
    ADD,
    /** Also lengthen and widen columns, and drop NOT NULL. */
    EVOLVE;

    boolean allows(SchemaChange change) {
        return this == EVOLVE || (this == ADD && change.addsOnly());
    }
}
