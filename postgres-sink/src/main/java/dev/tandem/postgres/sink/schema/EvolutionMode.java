/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

/** The changes that the sink may make to tables. */
public enum EvolutionMode {
    /** Nothing; records that do not fit are rejected. */
    NONE,
    /** Nothing; the task fails when a table does not fit. */
    VALIDATE,
    /** Create tables; fields that an existing table has no column for are left out. */
    SUBSET,
    /** Create tables and columns. */
    ADD,
    /** Also lengthen and widen columns, and drop NOT NULL. */
    EVOLVE;

    boolean allows(SchemaChange change) {
        return this == EVOLVE
                || (this == ADD && change.addsOnly())
                || (this == SUBSET && change instanceof SchemaChange.CreateTable);
    }
}
