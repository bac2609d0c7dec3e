/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A finished statement: what is sent to Postgres.
 *
 * @param sql the text, with a {@code ?} for each parameter
 * @param parameters strings, numbers and, for each column of {@link ColumnArrays}, one {@link
 *     dev.tandem.postgres.sink.type.BinaryArray}
 */
public record Statement(String sql, List<?> parameters) {
    /** Returns a statement over rows, whose arrays come after the other parameters. */
    static Statement over(ColumnArrays rows, String sql, Object... leading) {
        List<Object> parameters = new ArrayList<>(Arrays.asList(leading));
        parameters.addAll(rows.arrays());
        return new Statement(sql, parameters);
    }

    /** Returns the same text over other rows of the same columns. The statement must have no other parameters. */
    public Statement with(ColumnArrays rows) {
        return new Statement(sql, rows.arrays());
    }
}
