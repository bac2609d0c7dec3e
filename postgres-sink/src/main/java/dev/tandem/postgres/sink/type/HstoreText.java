/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.HashSet;
import java.util.Set;

/**
 * The text form of {@code hstore}: {@code key=>value} pairs with commas between them. A key or value may be in quotes, and a backslash
 * makes the next character a part of it. Pure.
 */
final class HstoreText {
    private static final char END = '\0';

    private final String text;
    private int position;

    private HstoreText(String text) {
        this.text = text;
    }

    /** Rejects a key that is there twice, of which Postgres would keep one. What has another form, Postgres rejects by itself. */
    static void rejectRepeatedKeys(String text) {
        HstoreText pairs = new HstoreText(NulRule.STRIP.apply(text));
        Set<String> keys = new HashSet<>();
        while (pairs.skipSpace() != END) {
            if (!keys.add(pairs.part('='))) {
                throw new UnwritableValueException("The text has a key twice, of which hstore keeps one.");
            }
            if (pairs.skipSpace() != '=') {
                return;
            }
            pairs.position += "=>".length();
            pairs.skipSpace();
            pairs.part(',');
            if (pairs.skipSpace() != ',') {
                return;
            }
            pairs.position++;
        }
    }

    /** Moves to the next character that is not a space, and returns it. */
    private char skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return current();
    }

    private char current() {
        return position < text.length() ? text.charAt(position) : END;
    }

    /** Reads a key or a value, which a space or this character ends unless it is in quotes. */
    private String part(char end) {
        StringBuilder part = new StringBuilder();
        boolean quoted = current() == '"';
        position += quoted ? 1 : 0;
        for (char next = current(); next != END; next = current()) {
            position++;
            if (quoted ? next == '"' : next == end || Character.isWhitespace(next)) {
                position -= quoted ? 0 : 1;
                break;
            }
            if (next == '\\') {
                next = current();
                position++;
            }
            part.append(next);
        }
        return part.toString();
    }
}
