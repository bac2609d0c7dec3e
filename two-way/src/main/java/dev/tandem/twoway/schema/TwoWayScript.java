/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The SQL file with the tables, triggers and functions of schema {@code tandem}. */
final class TwoWayScript {
    static final String SQL = load();
    static final int VERSION = version(SQL);

    private TwoWayScript() {}

    private static String load() {
        try (InputStream file = TwoWayScript.class.getResourceAsStream("two-way.sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("Failed to read two-way.sql from the class path.", failure);
        }
    }

    private static int version(String sql) {
        Matcher version = Pattern.compile("tandem\\.two_way_version\\(\\) RETURNS integer .* AS 'SELECT (\\d+)'")
                .matcher(sql);
        if (!version.find()) {
            throw new IllegalStateException("two-way.sql does not say its version.");
        }
        return Integer.parseInt(version.group(1));
    }
}
