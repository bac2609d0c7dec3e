/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.type.BinaryArray;
import dev.tandem.postgres.sink.type.Wire;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows on their way into a statement: one array for each column, which the statement unnests as the relation {@code s}. */
final class Rows {
    private final int size;
    private final List<String> names = new ArrayList<>();
    private final List<Wire> wires = new ArrayList<>();
    private final List<BinaryArray> arrays = new ArrayList<>();

    Rows(int size) {
        this.size = size;
    }

    void add(String name, Wire wire, BinaryArray array) {
        names.add(name);
        wires.add(wire);
        arrays.add(array);
    }

    /**
     * The relation, as an item of a FROM list. Arrays are unnested in the SELECT list, which takes them step by step, and not in
     * FROM, where Postgres would first store each of them row by row (docs/decisions/writing-batches.md has the numbers).
     */
    String relation() {
        return IntStream.range(0, names.size())
                .mapToObj(i -> "unnest(?::" + wires.get(i).typeName() + "[]) AS " + names.get(i))
                .collect(Collectors.joining(", ", "(SELECT ", ") AS s"));
    }

    /** The same with the rows' index, from 0, as {@code s.i}. */
    String relationWithIndex() {
        return relationWith(index());
    }

    /**
     * The same with the index, and with a table's name, which are two parameters before the others, as {@code s.table_schema} and
     * {@code s.table_name}. As constants they would tempt Postgres, while it knows nothing of how many lines there are for a table,
     * to go through all of them for each row.
     */
    String relationInTable() {
        return relationWith(index() + ", ?::text AS table_schema, ?::text AS table_name");
    }

    private String index() {
        return "generate_series(0, " + (size - 1) + ") AS i";
    }

    private String relationWith(String columns) {
        return relation().replace("(SELECT ", "(SELECT " + columns + ", ");
    }

    /** Binds the relation's parameters, the first of them at {@code index}; returns the index after the last. */
    int bind(PreparedStatement statement, int index) throws SQLException {
        int next = index;
        for (BinaryArray array : arrays) {
            statement.setArray(next++, array.toSql(statement.getConnection()));
        }
        return next;
    }
}
