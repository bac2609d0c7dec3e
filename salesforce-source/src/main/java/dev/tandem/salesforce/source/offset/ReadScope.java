/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import java.time.Instant;
import java.util.Optional;

/**
 * Which records a read is for.
 *
 * @param modifiedSince those that were modified since, deleted ones too; empty for all that are there
 */
public record ReadScope(Optional<Instant> modifiedSince) {
    public static final ReadScope ALL = new ReadScope(Optional.empty());

    public static ReadScope modifiedSince(Instant instant) {
        return new ReadScope(Optional.of(instant));
    }
}
