/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import java.util.Optional;

/**
 * A position in a job's result. It stays valid as long as the job exists, so it can be stored.
 *
 * @param locator identifies the page; empty for the first
 * @param row the first row to read, counted from 0 within the page
 * @param rowsBefore the number of rows in the pages before; empty if it is not known
 */
public record ResultPosition(Optional<String> locator, long row, Optional<Long> rowsBefore) {
    /** The beginning of a result. */
    public static final ResultPosition START = new ResultPosition(Optional.empty(), 0, Optional.of(0L));

    /** Creates a position of which only the page and the row are known. */
    public ResultPosition(Optional<String> locator, long row) {
        this(locator, row, locator.isEmpty() ? Optional.of(0L) : Optional.empty());
    }

    /** Returns the position of the next row. */
    ResultPosition nextRow() {
        return new ResultPosition(locator, row + 1, rowsBefore);
    }

    /** Returns the position after the last row of this page, where the next one begins. */
    ResultPosition nextPage(String nextLocator) {
        return new ResultPosition(Optional.of(nextLocator), 0, rowsInResult());
    }

    /** Returns the number of rows before this position in the whole result; empty if it is not known. */
    Optional<Long> rowsInResult() {
        return rowsBefore.map(before -> before + row);
    }
}
