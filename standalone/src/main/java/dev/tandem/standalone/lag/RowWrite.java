/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

/**
 * A write of a row that Postgres has committed.
 *
 * @param version the row's {@code _sync_version}; {@link #DELETED} when the row was deleted
 * @param committedAt µs since the epoch
 */
record RowWrite(String object, String id, long version, long committedAt) {
    /** Newer than every version: whatever was on its way to the row is no longer to be seen. */
    static final long DELETED = Long.MAX_VALUE;
}
