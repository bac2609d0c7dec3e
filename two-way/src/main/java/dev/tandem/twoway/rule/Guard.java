/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

/** A protection of updates against changes that come between the look and the write. */
public enum Guard {
    /** Salesforce rejects the update if the record was modified since it was looked at. */
    GUARDED,
    /** The update replaces whatever came since the look, and its event logs that. */
    UNGUARDED
}
