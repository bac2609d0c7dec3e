/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.sink.type.PgType;
import java.util.Set;

/**
 * A column that records ask for.
 *
 * @param needed the types that it has to hold the values of, if it exists; they may be fewer, or less, than {@code type} is
 * @param defaultSql what rows get that exist before the column or do not know the field; null for nothing
 * @param derived whether no record has a field for it, so that a table may do without
 */
record ColumnSpec(String name, PgType type, Set<PgType> needed, String defaultSql, boolean derived) {
    String sql() {
        return Identifier.quote(name) + " " + type.sql() + (defaultSql == null ? "" : " DEFAULT " + defaultSql);
    }
}
