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
    /** A first number for values that may be very large. */
    public static final int CAUTIOUS = 100;

    private static final long MAX_BYTES = 8 << 20;

    private final int most;
    private int next;

    public UnitSize(int first, int most) {
        this.most = most;
        this.next = first;
    }

    public int next() {
        return next;
    }

    /** Notes that the values of so many took so many bytes. The number at most doubles, as the next values may be larger. */
    public void note(int count, long bytes) {
        long doubled = Math.min(most, 2L * next);
        next = bytes == 0 ? (int) doubled : (int) Math.max(1, Math.min(doubled, MAX_BYTES * count / bytes));
    }
}
