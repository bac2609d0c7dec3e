/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

/** An encoder, which appends one value, never null, to an array in the format that it was chosen for. */
@FunctionalInterface
public interface Encoder {
    /** @throws UnwritableValueException when Postgres cannot hold the value */
    void encode(Object value, BinaryArray array);
}
