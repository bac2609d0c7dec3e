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

/** A reader of this package's SQL files. */
final class SqlFile {
    private SqlFile() {}

    /** Returns the statements of a file, without the comments before them and the last semicolon. */
    static String read(String name) {
        try (InputStream file = SqlFile.class.getResourceAsStream(name)) {
            String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("\\A(?:--.*\\n|\\n)*", "")
                    .strip();
            return sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql;
        } catch (IOException failure) {
            throw new UncheckedIOException("Failed to read " + name + " from the class path.", failure);
        }
    }
}
