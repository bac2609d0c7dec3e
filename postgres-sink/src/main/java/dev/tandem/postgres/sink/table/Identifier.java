/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The one place where a name becomes SQL. */
public final class Identifier {
    /** Postgres cuts off what is longer (NAMEDATALEN - 1), without an error. */
    private static final int MOST_BYTES = 63;

    private Identifier() {}

    /** Always in quotes, so that case, reserved words and odd characters are kept. */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String unquote(String quoted) {
        return quoted.substring(1, quoted.length() - 1).replace("\"\"", "\"");
    }

    /** The text as a string constant, whatever the server takes backslashes for. */
    public static String literal(String text) {
        return (text.indexOf('\\') < 0 ? "'" : " E'")
                + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /**
     * A name that Postgres keeps whole. One that is too long is cut off and ends in a checksum of all of it, so that two long
     * names with the same beginning stay two names.
     */
    public static String fit(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MOST_BYTES) {
            return name;
        }
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        String suffix = "_%08x".formatted(checksum.getValue());
        int end = name.length();
        while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MOST_BYTES - suffix.length()) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end) + suffix;
    }
}
