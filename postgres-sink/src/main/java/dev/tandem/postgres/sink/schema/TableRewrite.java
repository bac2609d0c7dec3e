/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import java.util.Locale;

/** The treatment of values whose type their column could hold only if Postgres rewrote the whole table. */
public enum TableRewrite {
    /** The column stays; values that do not fit it are rejected. */
    NEVER,
    /** The table is rewritten. */
    ALLOWED,
    /** The column stays, and the values go to one of their own type next to it. */
    NEW_COLUMN;

    /** Returns the name as users write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static TableRewrite of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
