/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

/** What one object does when the schemas of its rows differ. */
record SchemaRules(
        NewField newField,
        RemovedField removedField,
        Widening widening,
        Incompatible incompatible,
        Nullability nullability) {
    /** A field that the rows before did not have. */
    enum NewField {
        ADD,
        IGNORE,
        FAIL
    }

    /** A field that the rows before had, and this one has not. */
    enum RemovedField {
        KEEP,
        FAIL
    }

    /** A type that holds all values of the one before. */
    enum Widening {
        WIDEN,
        FAIL
    }

    /** Two types of which neither holds the values of the other, nor is there a third but text. */
    enum Incompatible {
        FAIL,
        TEXT
    }

    /** Whether fields that may not be null, and defaults, are taken over. */
    enum Nullability {
        OPTIONAL,
        KEEP
    }
}
