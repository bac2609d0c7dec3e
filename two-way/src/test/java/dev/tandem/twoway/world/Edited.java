/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;

/** A value with the edit that wrote it, which the rules do not see and the checks do. */
record Edited(String shown, int edit) {
    /** An edit without a user: a value that was there from the start, or that Salesforce's automation wrote. */
    static final int NO_EDIT = 0;

    static CanonicalValue value(int shown, int edit) {
        return CanonicalValue.of(FieldKind.NUMBER, new Edited(Integer.toString(shown), edit));
    }

    static CanonicalValue existence(boolean exists, int edit) {
        return CanonicalValue.of(FieldKind.BOOLEAN, new Edited(Boolean.toString(exists), edit));
    }

    static int editOf(CanonicalValue value) {
        return value.original() instanceof Edited edited ? edited.edit() : NO_EDIT;
    }

    @Override
    public String toString() {
        return shown;
    }
}
