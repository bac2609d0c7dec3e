/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import java.util.List;
import java.util.Optional;

/**
 * The rows of a complete job, streamed page after page. A connection lost in between is opened again at the row where it
 * broke. Not thread-safe.
 */
public final class BulkResults implements AutoCloseable {

    BulkResults() {}

    /** The columns, in the order of the query. */
    public List<String> columns() {
        throw new UnsupportedOperationException();
    }

    /**
     * The next row, or empty at the end of the result.
     *
     * @throws BulkJobGoneException when Salesforce no longer has the job
     */
    public Optional<BulkRow> next() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
