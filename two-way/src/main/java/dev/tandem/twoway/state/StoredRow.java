/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.twoway.row.TwoWayRow;

/** A row as it was read under its lock. {@link RowStore} compares with it what has to be written. */
public record StoredRow(TwoWayRow row, Place place, String state, String error) {
    /** A place where a row is kept. */
    public enum Place {
        TABLE,
        TOMBSTONES
    }

    public String key() {
        return row.key();
    }
}
