/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import java.util.List;

/**
 * A page of a search in {@link RowStore}, which visits rows and then tombstones in the order of their keys. So each comes in its turn,
 * however many there are.
 *
 * @param lastRow the key of the last row; null before the first one
 * @param lastTombstone the tombstone after which the search goes on; null as long as there are rows
 * @param isLast true if the search ends here
 */
public record Page(List<String> keys, String lastRow, String lastTombstone, boolean isLast) {
    /** The position before the first page. */
    public static final Page START = new Page(List.of(), null, null, false);
}
