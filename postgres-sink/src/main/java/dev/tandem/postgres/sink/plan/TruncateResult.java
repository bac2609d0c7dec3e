/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

/**
 * The counts of one table's rows in a truncate.
 *
 * @param removed older rows that are gone
 * @param skipped older rows that are still there
 * @param asked older rows whose records the source is asked for
 */
public record TruncateResult(long removed, long skipped, long asked) {
    public static final TruncateResult NONE = new TruncateResult(0, 0, 0);
}
