/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

import dev.tandem.postgres.sink.type.PgType;

/**
 * A column, as the catalog has it.
 *
 * @param type its type, or that which its domain is over, without length or precision
 * @param declared its type with them
 * @param base its type with them, or that which its domain, or the domain of its elements, is over
 * @param generated whether Postgres computes its value from others, so that it cannot be set
 * @param identityAlways whether Postgres numbers the rows, so that it is set only on request
 * @param defaultSql the expression of its default, or null
 * @param mainColumn the column whose newer values it takes (see {@link SideColumn}), or null
 */
public record Column(
        String name,
        PgType type,
        PgType declared,
        PgType base,
        Collation collation,
        boolean notNull,
        boolean generated,
        boolean identityAlways,
        String defaultSql,
        String mainColumn) {
    public boolean isFilledByPostgres() {
        return generated || identityAlways;
    }
}
