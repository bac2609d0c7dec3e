/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import java.util.List;

/**
 * A statement over {@link Rows}.
 *
 * @param text the SQL, with one parameter for each of {@code leading}, then one for each array of the rows
 * @param leading the values of the parameters that come before those of the rows
 */
public record RowStatement(String text, List<String> leading) {
    public RowStatement(String text) {
        this(text, List.of());
    }
}
