/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

import dev.tandem.postgres.sink.type.PgType;
import java.util.List;

/**
 * A column, as the catalog has it.
 *
 * @param type its type, or that which its domain is over, without length or precision
 * @param declared its type with them
 * @param base its type with them, or that which its domain, or the domain of its elements, is over
 * @param generated whether Postgres computes its value from others, so that it cannot be set
 * @param identityAlways whether Postgres numbers the rows, so that it is set only on request
 * @param defaultSql the expression of its default, or null
 * @param fields the types of the fields of a composite type, or of an array of such; empty for any other type
 * @param hasSpellings whether values can be equal, for their fields or bounds are, though their texts differ
 * @param mainColumn the column whose newer values it takes (see {@link SideColumn}), or null
 */
public record Column(
        String name,
        PgType type,
        PgType declared,
        PgType base,
        List<PgType> fields,
        boolean hasSpellings,
        Collation collation,
        boolean notNull,
        boolean generated,
        boolean identityAlways,
        String defaultSql,
        String mainColumn) {
    public Column {
        fields = List.copyOf(fields);
    }

    /** Returns whether the values, or the elements of an array, have fields. */
    public boolean isComposite() {
        return !fields.isEmpty();
    }

    public boolean isFilledByPostgres() {
        return generated || identityAlways;
    }
}
