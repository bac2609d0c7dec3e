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

/** Rows on their way into a statement: one array for each column, which the statement unnests as the relation {@code s}. */
final class Rows {
    private final List<String> names = new ArrayList<>();
    private final List<Wire> wires = new ArrayList<>();
    private final List<BinaryArray> arrays = new ArrayList<>();

    void add(String name, Wire wire, BinaryArray array) {
        names.add(name);
        wires.add(wire);
        arrays.add(array);
    }

    /** The relation, as an item of a FROM list. */
    String relation() {
        return wires.stream()
                        .map(wire -> "?::" + wire.typeName() + "[]")
                        .collect(Collectors.joining(", ", "unnest(", ")"))
                + names.stream().collect(Collectors.joining(", ", " AS s(", ")"));
    }

    /** The same with the rows' ordinal, from 1, as {@code s.i}. */
    String relationWithOrdinal() {
        return wires.stream()
                        .map(wire -> "?::" + wire.typeName() + "[]")
                        .collect(Collectors.joining(", ", "unnest(", ")"))
                + names.stream().collect(Collectors.joining(", ", " WITH ORDINALITY AS s(", ", i)"));
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
