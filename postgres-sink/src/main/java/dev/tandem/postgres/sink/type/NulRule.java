/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

/** What becomes of U+0000 in text, which Postgres cannot store. */
public enum NulRule {
    /** The character is left out. */
    STRIP {
        @Override
        String apply(String text) {
            return text.replace("\u0000", "");
        }
    },
    /** The record is refused. */
    FAIL {
        @Override
        String apply(String text) {
            throw new UnwritableValueException("the text contains U+0000, which Postgres cannot store");
        }
    };

    abstract String apply(String text);
}
