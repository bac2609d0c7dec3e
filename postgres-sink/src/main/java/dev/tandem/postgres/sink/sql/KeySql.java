/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.type.TypeKind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The SQL of a table's key: as conditions, as text, and as a conflict target. */
final class KeySql {
    /** The types whose text is short, whatever the value. */
    private static final Set<TypeKind> SHORT = Set.of(
            TypeKind.SMALLINT,
            TypeKind.INTEGER,
            TypeKind.BIGINT,
            TypeKind.BOOLEAN,
            TypeKind.UUID,
            TypeKind.DATE,
            TypeKind.REAL,
            TypeKind.DOUBLE,
            TypeKind.INTERVAL,
            TypeKind.TIME,
            TypeKind.TIMETZ,
            TypeKind.TIMESTAMP,
            TypeKind.TIMESTAMPTZ);

    /** An index of Postgres takes 2,704 bytes; schema and table have their part of them. */
    private static final int MAX_TEXT_BYTES = 2_000;

    private final ColumnFormat[] keys;

    KeySql(ColumnFormat[] keys) {
        this.keys = keys;
    }

    /** Returns the condition that row {@code t} of the table has the key of {@code s}. */
    String sameRow() {
        return IntStream.range(0, keys.length)
                .mapToObj(i -> "t." + Identifier.quote(keys[i].column().name()) + " = " + value(i))
                .collect(Collectors.joining(" AND "));
    }

    /** Returns the condition that {@code d} is the tombstone of the row of {@code s}, which names its table. */
    String sameTombstone() {
        return "d.table_schema = s.table_schema AND d.table_name = s.table_name AND d.key = " + text();
    }

    /** Returns the key of {@code s} as text, the same for all spellings of one key. */
    String text() {
        return text(
                Arrays.stream(keys).map(ColumnFormat::column).toList(),
                IntStream.range(0, keys.length).mapToObj(this::value).toList());
    }

    /** Returns a key as text, given the SQL of its columns' values. The order of the columns does not matter. */
    static String text(List<Column> columns, List<String> values) {
        List<String> canonical = IntStream.range(0, values.size())
                .boxed()
                .sorted(Comparator.comparing(i -> columns.get(i).name()))
                .map(i -> CanonicalSql.of(columns.get(i), values.get(i)))
                .toList();
        String text = canonical.size() == 1
                ? canonical.get(0) + "::text"
                : canonical.stream().collect(Collectors.joining(", ", "jsonb_build_array(", ")::text"));
        boolean isShort = columns.stream().map(column -> column.type().kind()).allMatch(SHORT::contains);
        return isShort
                ? text
                : "CASE WHEN octet_length(" + text + ") <= " + MAX_TEXT_BYTES + " THEN " + text
                        + " ELSE 'sha256:' || encode(sha256(convert_to(" + text + ", 'UTF8')), 'hex') END";
    }

    /** Returns the key's columns, separated by commas. */
    String columns() {
        return Arrays.stream(keys)
                .map(key -> Identifier.quote(key.column().name()))
                .collect(Collectors.joining(", "));
    }

    /** Returns a relation {@code u} of the keys in {@code s} with their index, compared as the table compares them. */
    String typed(String table, ColumnArrays source) {
        String own = Arrays.stream(keys)
                .map(key -> "t." + Identifier.quote(key.column().name()))
                .collect(Collectors.joining(", "));
        String given = IntStream.range(0, keys.length).mapToObj(this::value).collect(Collectors.joining(", "));
        String names = IntStream.range(0, keys.length).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        // The branch without rows gives the columns their types and collations.
        return "(SELECT " + own + ", NULL::integer FROM " + table + " t WHERE false\n    UNION ALL SELECT " + given
                + ", s.i FROM " + source.relationWithIndex() + ") AS u (" + names + ", i)";
    }

    /** Returns whether Postgres would number a key column, were it not for the record. */
    boolean isNumbered() {
        return Arrays.stream(keys).anyMatch(key -> key.column().identityAlways());
    }

    private String value(int index) {
        return keys[index].castKey("s.k" + index);
    }
}
