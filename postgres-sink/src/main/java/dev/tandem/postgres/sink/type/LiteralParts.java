/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.ArrayList;
import java.util.List;

/**
 * A reader of the parts of arrays and composite values in Postgres's text form. Text of another form has parts that make no
 * sense. Pure.
 */
final class LiteralParts {
    private static final char QUOTE = '"';
    private static final char ESCAPE = '\\';

    private final String text;
    private final List<String> parts = new ArrayList<>();
    private StringBuilder part = new StringBuilder();
    private boolean isQuoted;
    private int next;

    private LiteralParts(String text) {
        this.text = text;
    }

    /** Returns the elements of an array such as {@code {1,{"2 3"}}}, whatever its dimensions, without empty ones. */
    static List<String> ofArray(String array) {
        LiteralParts literal = new LiteralParts(array.substring(array.indexOf('{') + 1));
        literal.read("{},");
        return literal.parts.stream().filter(part -> part != null).toList();
    }

    /** Returns the fields of a composite value such as {@code (1,"2 3",)}; null for those that are null. */
    static List<String> ofComposite(String composite) {
        String stripped = composite.strip();
        boolean isComplete = stripped.startsWith("(") && stripped.endsWith(")") && stripped.length() > 1;
        LiteralParts literal = new LiteralParts(isComplete ? stripped.substring(1, stripped.length() - 1) : stripped);
        literal.read(",");
        return literal.parts;
    }

    private void read(String separators) {
        while (next < text.length()) {
            char one = text.charAt(next++);
            if (one == QUOTE) {
                readQuoted();
            } else if (separators.indexOf(one) >= 0) {
                endPart();
            } else {
                append(one);
            }
        }
        endPart();
    }

    private void readQuoted() {
        isQuoted = true;
        while (next < text.length()) {
            char one = text.charAt(next++);
            if (one != QUOTE) {
                append(one);
            } else if (next < text.length() && text.charAt(next) == QUOTE) {
                part.append(text.charAt(next++));
            } else {
                return;
            }
        }
    }

    private void append(char one) {
        part.append(one == ESCAPE && next < text.length() ? text.charAt(next++) : one);
    }

    private void endPart() {
        parts.add(part.isEmpty() && !isQuoted ? null : part.toString());
        part = new StringBuilder();
        isQuoted = false;
    }
}
