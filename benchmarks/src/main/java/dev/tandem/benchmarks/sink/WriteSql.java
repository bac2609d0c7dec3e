/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The merges that the methods have in common, from a relation {@code s} with id, v, m0.., and c0... */
final class WriteSql {
    static final String DO_NOTHING = " ON CONFLICT (id) DO NOTHING";

    private WriteSql() {}

    static int words(Shape shape, java.util.List<Row> batch) {
        return batch.get(0).fields() == null ? 0 : (shape.columns() + 63) / 64;
    }

    static String columns(Shape shape, String prefix) {
        return IntStream.range(0, shape.columns())
                .mapToObj(column -> prefix + column)
                .collect(Collectors.joining(", "));
    }

    static String masks(int words, String prefix) {
        return IntStream.range(0, words).mapToObj(word -> prefix + word + ", ").collect(Collectors.joining());
    }

    static String update(String table, Shape shape, String source, int words) {
        return IntStream.range(0, shape.columns())
                .mapToObj(column -> "c" + column + " = "
                        + (words == 0
                                ? "s.c" + column
                                : "CASE WHEN s.m" + column / 64 + " & '" + (1L << (column % 64))
                                        + "'::bigint <> 0 THEN s.c" + column + " ELSE t.c" + column + " END"))
                .collect(Collectors.joining(
                        ", ",
                        "UPDATE " + table + " t SET ",
                        ", _sync_version = s.v FROM " + source
                                + " WHERE t.id = s.id AND (s.v > t._sync_version) IS NOT FALSE"));
    }

    static String insert(String table, Shape shape, String source) {
        return "INSERT INTO " + table + " (id, _sync_version, " + columns(shape, "c") + ") SELECT s.id, s.v, "
                + columns(shape, "s.c") + " FROM " + source;
    }

    static String ifMissing(String table) {
        return " WHERE NOT EXISTS (SELECT FROM " + table + " t WHERE t.id = s.id)" + DO_NOTHING;
    }

    static String orUpdate(Shape shape) {
        return IntStream.range(0, shape.columns())
                .mapToObj(column -> "c" + column + " = excluded.c" + column)
                .collect(Collectors.joining(
                        ", ",
                        " ON CONFLICT (id) DO UPDATE SET ",
                        ", _sync_version = excluded._sync_version WHERE t._sync_version < excluded._sync_version"));
    }
}
