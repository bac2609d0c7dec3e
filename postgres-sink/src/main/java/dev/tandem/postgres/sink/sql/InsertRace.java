/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

/** A way for an INSERT to treat a row that another transaction inserts at the same moment. */
public enum InsertRace {
    /** The INSERT fails with a unique violation. */
    FAIL,
    /** The INSERT skips the row, which makes it about a fifth slower. */
    SKIP;

    String clause(String target) {
        return this == SKIP ? "\nON CONFLICT (" + target + ") DO NOTHING" : "";
    }
}
