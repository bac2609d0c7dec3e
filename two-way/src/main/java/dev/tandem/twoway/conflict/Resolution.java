/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.conflict;

import java.util.Locale;

/** A side whose value stays. */
public enum Resolution {
    /** The change wins, and the row's value is lost. */
    APPLY_REMOTE,
    /** The row wins, and the change's value is lost. */
    KEEP_LOCAL;

    /** Returns the name in {@code tandem.conflicts}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
