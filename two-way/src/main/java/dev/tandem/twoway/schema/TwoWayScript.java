/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The SQL of the tables, triggers and functions of schema {@code tandem}. */
final class TwoWayScript {
    static final String SQL = String.join(
            ";\n", SharedTables.SCHEMA, SharedTables.TOMBSTONES, SharedTables.CONFLICTS, SqlFile.read("two-way.sql"));
    static final int VERSION = version(SQL);

    private TwoWayScript() {}

    private static int version(String sql) {
        Matcher version = Pattern.compile("tandem\\.two_way_version\\(\\) RETURNS integer .* AS 'SELECT (\\d+)'")
                .matcher(sql);
        if (!version.find()) {
            throw new IllegalStateException("two-way.sql does not say its version.");
        }
        return Integer.parseInt(version.group(1));
    }
}
