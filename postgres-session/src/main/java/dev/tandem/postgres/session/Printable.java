/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.session;

/** Text for logs and errors, of which names and messages from outside cannot forge lines. */
public final class Printable {
    private Printable() {}

    /** Returns the text with control characters and line separators as escapes. */
    public static String of(String text) {
        if (text == null || text.chars().noneMatch(Printable::isControl)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        text.chars().forEach(character -> {
            if (isControl(character)) {
                printable.append("\\u%04x".formatted(character));
            } else {
                printable.append((char) character);
            }
        });
        return printable.toString();
    }

    private static boolean isControl(int character) {
        return Character.isISOControl(character) || character == '\u2028' || character == '\u2029';
    }
}
