/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import dev.tandem.postgres.sink.type.BinaryArray;
import dev.tandem.postgres.sink.type.NulRule;
import dev.tandem.postgres.sink.type.Wire;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One binary array for each column. */
record UnnestMethod(String name, String options, Merge merge, boolean projected) implements WriteMethod {
    /** A way in which the unnested rows get into the table. */
    enum Merge {
        UPDATE_OR_INSERT,
        INSERT_ON_CONFLICT,
        INSERT_MISSING,
        PLAIN_INSERT
    }

    @Override
    public boolean mixesFields() {
        return merge != Merge.INSERT_ON_CONFLICT;
    }

    @Override
    public void write(Connection connection, String table, Shape shape, List<Row> batch, Expect expect)
            throws SQLException {
        int words = WriteSql.words(shape, batch);
        List<Wire> wires = new ArrayList<>(List.of(Wire.TEXT, Wire.INT8));
        wires.addAll(java.util.Collections.nCopies(words, Wire.INT8));
        IntStream.range(0, shape.columns()).forEach(column -> wires.add(shape.type(column)));
        String source = projected
                ? projection(shape, wires, words)
                : wires.stream()
                                .map(wire -> "?::" + wire.typeName() + "[]")
                                .collect(Collectors.joining(", ", "unnest(", ")"))
                        + " AS s(id, v, " + WriteSql.masks(words, "m") + WriteSql.columns(shape, "c") + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql(table, shape, source, words, expect))) {
            bind(statement, shape, batch, words);
            int written = statement.executeUpdate();
            if (written != batch.size()) {
                throw new IllegalStateException(name + " wrote " + written + " of " + batch.size());
            }
        }
    }

    private static String projection(Shape shape, List<Wire> wires, int words) {
        List<String> names = new ArrayList<>(List.of("id", "v"));
        IntStream.range(0, words).forEach(word -> names.add("m" + word));
        IntStream.range(0, shape.columns()).forEach(column -> names.add("c" + column));
        return IntStream.range(0, names.size())
                .mapToObj(i -> "unnest(?::" + wires.get(i).typeName() + "[]) AS " + names.get(i))
                .collect(Collectors.joining(", ", "(SELECT ", ") AS s"));
    }

    private String sql(String table, Shape shape, String source, int words, Expect expect) {
        return switch (merge) {
            case INSERT_ON_CONFLICT -> WriteSql.insert(table + " AS t", shape, source) + WriteSql.orUpdate(shape);
            case UPDATE_OR_INSERT ->
                expect == Expect.EXISTING
                        ? WriteSql.update(table, shape, source, words)
                        : WriteSql.insert(table, shape, source) + WriteSql.ifMissing(table);
            case INSERT_MISSING ->
                expect == Expect.EXISTING
                        ? WriteSql.update(table, shape, source, words)
                        : WriteSql.insert(table, shape, source)
                                + WriteSql.ifMissing(table).replace(WriteSql.DO_NOTHING, "");
            case PLAIN_INSERT ->
                expect == Expect.EXISTING
                        ? WriteSql.update(table, shape, source, words)
                        : WriteSql.insert(table, shape, source);
        };
    }

    private static void bind(PreparedStatement statement, Shape shape, List<Row> batch, int words) throws SQLException {
        int size = batch.size();
        int parameter = 1;
        BinaryArray keys = new BinaryArray(Wire.TEXT, NulRule.FAIL, size);
        BinaryArray versions = new BinaryArray(Wire.INT8, NulRule.FAIL, size);
        for (Row row : batch) {
            keys.addText(row.key());
            versions.addInt8(row.version());
        }
        statement.setArray(parameter++, keys.toSql(statement.getConnection()));
        statement.setArray(parameter++, versions.toSql(statement.getConnection()));
        for (int word = 0; word < words; word++) {
            BinaryArray masks = new BinaryArray(Wire.INT8, NulRule.FAIL, size);
            for (Row row : batch) {
                masks.addInt8(mask(row, word));
            }
            statement.setArray(parameter++, masks.toSql(statement.getConnection()));
        }
        for (int column = 0; column < shape.columns(); column++) {
            BinaryArray array = new BinaryArray(shape.type(column), NulRule.FAIL, size);
            for (Row row : batch) {
                if (row.fields() == null || Arrays.binarySearch(row.fields(), column) >= 0) {
                    add(array, shape.type(column), row.values()[column]);
                } else {
                    array.addNull();
                }
            }
            statement.setArray(parameter++, array.toSql(statement.getConnection()));
        }
    }

    static long mask(Row row, int word) {
        return Arrays.stream(row.fields())
                .filter(field -> field / 64 == word)
                .mapToLong(field -> 1L << (field % 64))
                .reduce(0, (one, other) -> one | other);
    }

    private static void add(BinaryArray array, Wire wire, Object value) {
        switch (wire) {
            case TEXT -> array.addText((String) value);
            case INT8 -> array.addInt8((Long) value);
            case FLOAT8 -> array.addFloat8((Double) value);
            case BOOL -> array.addBool((Boolean) value);
            case TIMESTAMPTZ -> array.addTimestamp((Long) value);
            case NUMERIC -> array.addNumeric((BigDecimal) value);
            default -> throw new IllegalStateException("no column has this type");
        }
    }
}
