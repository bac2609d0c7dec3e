/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import java.time.Instant;
import java.util.Optional;

/**
 * The records that a read covers.
 *
 * @param modifiedSince only records modified since, deleted ones too; empty for all records
 * @param goneSince records that have left the copy since are looked for, too; empty if events report them
 */
public record ReadScope(Optional<Instant> modifiedSince, Optional<Instant> goneSince) {
    public static final ReadScope ALL = new ReadScope(Optional.empty(), Optional.empty());

    public static ReadScope modifiedSince(Instant instant) {
        return new ReadScope(Optional.of(instant), Optional.of(instant));
    }

    /** Returns all records, and those that have left the copy since a time. */
    public static ReadScope allAndGoneSince(Instant instant) {
        return new ReadScope(Optional.empty(), Optional.of(instant));
    }

    /** Returns whether each record is read that there is. */
    public boolean isAll() {
        return modifiedSince.isEmpty();
    }
}
