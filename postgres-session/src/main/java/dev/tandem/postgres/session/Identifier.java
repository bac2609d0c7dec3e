/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.session;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The only place where a name becomes SQL. */
public final class Identifier {
    /** Postgres cuts off what is longer (NAMEDATALEN - 1), without an error. */
    private static final int MAX_BYTES = 63;

    private Identifier() {}

    /** Returns the name in quotes, so that case, reserved words and special characters survive. */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Returns the name that {@link #quote} was given. */
    public static String unquote(String quoted) {
        return quoted.substring(1, quoted.length() - 1).replace("\"\"", "\"");
    }

    /** Returns the text as a string constant, whatever {@code standard_conforming_strings} is. */
    public static String literal(String text) {
        return (text.indexOf('\\') < 0 ? "'" : " E'")
                + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /**
     * Returns a name that Postgres keeps whole. A name that is too long is cut and ends in a checksum of the whole name, so that
     * two long names with the same beginning stay different.
     */
    public static String fit(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_BYTES) {
            return name;
        }
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        String suffix = "_%08x".formatted(checksum.getValue());
        int end = name.length();
        while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES - suffix.length()) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end) + suffix;
    }
}
