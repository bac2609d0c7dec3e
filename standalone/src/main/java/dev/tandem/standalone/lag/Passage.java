/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

/**
 * The whole way of one change from the org to its row. Times are in µs since the epoch.
 *
 * @param committed when the org committed it
 * @param emitted when the source created its record
 * @param sent when the worker handed the record to its producer
 * @param partition of the record in the topic, as {@code offset}
 * @param inRow when Postgres committed the row
 */
public record Passage(String object, long committed, long emitted, long sent, int partition, long offset, long inRow) {
    /** Returns the time from commit to row. */
    public long lag() {
        return Math.max(0, inRow - committed);
    }
}
