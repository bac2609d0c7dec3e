/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.regex.Pattern;

/** A rule for U+0000 in text, which Postgres cannot store. */
public enum NulRule {
    /** The character is left out. */
    STRIP {
        @Override
        String apply(String text) {
            return text.replace("\u0000", "");
        }

        @Override
        String applyToJson(String json) {
            return ESCAPED_NUL.matcher(json).replaceAll("$1");
        }
    },
    /** The record is rejected. */
    FAIL {
        @Override
        String apply(String text) {
            throw new UnwritableValueException("The text contains U+0000, which Postgres cannot store.");
        }

        @Override
        String applyToJson(String json) {
            return ESCAPED_NUL.matcher(json).find() ? apply(json) : json;
        }
    };

    /** An escape, so not the end of an escaped backslash that the digits only follow. */
    private static final Pattern ESCAPED_NUL = Pattern.compile("((?<!\\\\)(?:\\\\\\\\)*)\\\\u0000");

    abstract String apply(String text);

    /** Applies the rule to the escapes within JSON. */
    abstract String applyToJson(String json);
}
