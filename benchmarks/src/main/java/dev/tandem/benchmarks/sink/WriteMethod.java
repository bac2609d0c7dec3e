/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A way to write a batch of rows, guarded by version, on one connection. */
interface WriteMethod {
    String name();

    /** Extra parameters of the JDBC URL. */
    default String options() {
        return "prepareThreshold=0";
    }

    /** Returns whether it can write rows that set different columns in a fixed number of statements. */
    default boolean mixesFields() {
        return true;
    }

    /** @param expectRows whether the rows exist */
    void write(Connection connection, String table, Shape shape, List<Row> batch, Expect expectRows)
            throws SQLException;

    /** The effect of a batch: it inserts rows or updates them. */
    enum Expect {
        NEW,
        EXISTING
    }
}
