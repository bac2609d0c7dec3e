/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import dev.tandem.conflict.field.FieldSet;

/**
 * The decision on a change.
 *
 * @param fields the fields to apply
 * @param reason the reason why the others are not applied; null if all are
 */
public record Verdict(FieldSet fields, Reason reason) {
    private static final Verdict WHOLE_ROW = new Verdict(FieldSet.ALL, null);

    /** Returns a verdict, with one shared instance for a whole row that fully applies. */
    static Verdict of(FieldSet fields, Reason reason) {
        return reason == null && fields.isAll() ? WHOLE_ROW : new Verdict(fields, reason);
    }

    /** The reason why a field of a change is not applied. */
    public enum Reason {
        /** A newer value is known. */
        OLDER,
        /** The field's policy forbids it. */
        POLICY,
        /** The row image only contains what Tandem wrote itself. */
        ECHO,
        /** No included field has changed. */
        UNCHANGED
    }
}
