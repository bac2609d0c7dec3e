/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.Identifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The SQL of a table's key: as conditions, as text, and as a conflict target. */
final class KeySql {
    private final ColumnFormat[] keys;

    KeySql(ColumnFormat[] keys) {
        this.keys = keys;
    }

    /** Returns the condition that row {@code t} of the table has the key of {@code s}. */
    String sameRow() {
        return IntStream.range(0, keys.length)
                .mapToObj(i -> "t." + Identifier.quote(keys[i].column().name()) + " = " + keys[i].cast("s.k" + i))
                .collect(Collectors.joining(" AND "));
    }

    /** Returns the key of {@code s} as Postgres writes it, so that two spellings of one value are one key. */
    String text() {
        return text(IntStream.range(0, keys.length)
                .mapToObj(i -> keys[i].cast("s.k" + i))
                .toList());
    }

    /** Returns the key as text, given the SQL of its columns. */
    static String text(List<String> columns) {
        return columns.size() == 1
                ? columns.get(0) + "::text"
                : columns.stream().collect(Collectors.joining(", ", "jsonb_build_array(", ")::text"));
    }

    /** Returns the key's columns, separated by commas. */
    String columns() {
        return Arrays.stream(keys)
                .map(key -> Identifier.quote(key.column().name()))
                .collect(Collectors.joining(", "));
    }

    /** Returns whether Postgres would number a key column, were it not for the record. */
    boolean isNumbered() {
        return Arrays.stream(keys).anyMatch(key -> key.column().identityAlways());
    }
}
