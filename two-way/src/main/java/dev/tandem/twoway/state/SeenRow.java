/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

/**
 * A row as it was read without a lock.
 *
 * @param revision the transaction that has written the row. If it is the same under a lock later, so is the row
 */
public record SeenRow(StoredRow row, String revision) {
    public String key() {
        return row.key();
    }
}
