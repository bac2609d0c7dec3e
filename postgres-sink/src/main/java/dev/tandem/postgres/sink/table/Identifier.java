/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

/** The one place where a name becomes SQL. */
public final class Identifier {
    private Identifier() {}

    /** Always in quotes, so that case, reserved words and odd characters are kept. */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
