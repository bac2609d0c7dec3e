/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

/** One object's rules for rows whose schemas differ. */
record SchemaRules(
        NewField newField,
        RemovedField removedField,
        Widening widening,
        Incompatible incompatible,
        Nullability nullability) {
    /** The treatment of a field that earlier rows did not have. */
    enum NewField {
        ADD,
        IGNORE,
        FAIL
    }

    /** The treatment of a field that earlier rows had and this one lacks. */
    enum RemovedField {
        KEEP,
        FAIL
    }

    /** The treatment of a field whose type must grow. */
    enum Widening {
        WIDEN,
        FAIL
    }

    /** The treatment of a field with two types that only text can hold. */
    enum Incompatible {
        FAIL,
        TEXT
    }

    /** The treatment of required fields and defaults. */
    enum Nullability {
        OPTIONAL,
        OPTIONAL_WITH_DEFAULT,
        KEEP
    }
}
