/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

/** The SQL of schema {@code tandem} and of those of its tables that all sinks use, whether or not tables are two-way. */
public final class SharedTables {
    public static final String SCHEMA = "CREATE SCHEMA IF NOT EXISTS tandem";
    public static final String TOMBSTONES = SqlFile.read("tombstones.sql");
    public static final String CONFLICTS = SqlFile.read("conflicts.sql");

    private SharedTables() {}
}
