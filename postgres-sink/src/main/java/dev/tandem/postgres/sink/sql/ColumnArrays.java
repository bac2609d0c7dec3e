/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.type.BinaryArray;
import dev.tandem.postgres.sink.type.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows as the parameters of a statement: one array for each column. The statement unnests them as the relation {@code s}. */
public final class ColumnArrays {
    private final int size;
    private final List<String> names = new ArrayList<>();
    private final List<Wire> wires = new ArrayList<>();
    private final List<BinaryArray> arrays = new ArrayList<>();

    public ColumnArrays(int size) {
        this.size = size;
    }

    public void add(String name, Wire wire, BinaryArray array) {
        names.add(name);
        wires.add(wire);
        arrays.add(array);
    }

    /** Returns the arrays in the order of the relation's parameters. */
    public List<BinaryArray> arrays() {
        return arrays;
    }

    /**
     * Returns the relation as an item of a FROM list. Arrays are unnested in the SELECT list, which takes them step by step. In
     * FROM, Postgres would first store each of them row by row (docs/decisions/writing-batches.md has the numbers).
     */
    public String relation() {
        return relationWith("");
    }

    /** Returns the relation with the rows' index, from 0, as {@code s.i}. */
    String relationWithIndex() {
        return relationWith(index());
    }

    /**
     * Returns the relation with the index, and with a table's schema and name as {@code s.table_schema} and {@code s.table_name},
     * which are two parameters before the others. As constants outside of the relation they would tempt Postgres, while it has no
     * statistics of the table of tombstones, to go through all of a table's tombstones for each row.
     */
    String relationInTable() {
        return relationWith(index() + "?::text AS table_schema, ?::text AS table_name, ");
    }

    /** Returns the relation with a table's schema and name as {@code s.table_schema} and {@code s.table_name}. */
    String relationOf(TableId table) {
        return relationWith(Identifier.literal(table.schema()) + "::text AS table_schema, "
                + Identifier.literal(table.name()) + "::text AS table_name, ");
    }

    private String index() {
        return "generate_series(0, " + (size - 1) + ") AS i, ";
    }

    private String relationWith(String columns) {
        return IntStream.range(0, names.size())
                .mapToObj(i -> "unnest(?::" + wires.get(i).typeName() + "[]) AS " + names.get(i))
                .collect(Collectors.joining(",\n    ", "(SELECT " + columns, ") AS s"));
    }
}
