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
 */
public record ReadScope(Optional<Instant> modifiedSince) {
    public static final ReadScope ALL = new ReadScope(Optional.empty());

    public static ReadScope modifiedSince(Instant instant) {
        return new ReadScope(Optional.of(instant));
    }
}
