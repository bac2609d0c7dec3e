/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import dev.tandem.conflict.field.FieldSet;

/**
 * What is left of a change.
 *
 * @param fields that are to be applied
 * @param reason why others are not; null when all are
 */
public record Verdict(FieldSet fields, Reason reason) {
    private static final Verdict WHOLE_ROW = new Verdict(FieldSet.ALL, null);

    /** The same object for every whole row that nothing stands against. */
    static Verdict of(FieldSet fields, Reason reason) {
        return reason == null && fields.isAll() ? WHOLE_ROW : new Verdict(fields, reason);
    }

    /** Why a field of a change is not applied. */
    public enum Reason {
        /** A newer value is known. */
        OLDER,
        /** The field's policy is against it. */
        POLICY,
        /** The row says nothing that was not written from here. */
        ECHO,
        /** No field that is taken over has changed. */
        UNCHANGED
    }
}
