/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.read;

/**
 * The number of records or events whose values are fetched in one call, so that these fit into memory. It follows the size of the values
 * that were fetched last.
 */
public final class UnitSize {
    private static final long MAX_BYTES = 8 << 20;

    private final int most;
    private int next;

    public UnitSize(int most) {
        this.most = most;
        this.next = most;
    }

    public int next() {
        return next;
    }

    /** Notes that the values of so many took so many bytes. */
    public void note(int count, long bytes) {
        next = bytes == 0 ? most : (int) Math.max(1, Math.min(most, MAX_BYTES * count / bytes));
    }
}
