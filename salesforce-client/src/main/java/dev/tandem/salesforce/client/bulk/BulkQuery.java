/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.time.Duration;

/** Reads many records through Bulk API 2.0 query jobs. Thread-safe. */
public final class BulkQuery {

    public BulkQuery(SalesforceApi api) {
        throw new UnsupportedOperationException();
    }

    /** Starts a job; deleted records are not in its result. Subqueries, aggregates and compound fields are not allowed. */
    public BulkJob create(String soql) {
        throw new UnsupportedOperationException();
    }

    /** Starts a job whose result also has deleted records. */
    public BulkJob createForAll(String soql) {
        throw new UnsupportedOperationException();
    }

    /** @throws BulkJobGoneException when Salesforce has no such job */
    public BulkJob status(String jobId) {
        throw new UnsupportedOperationException();
    }

    /**
     * Asks again and again, less and less often, until the job is in a final state, or {@code atMost} has passed.
     *
     * @return the job as it was last seen; look at its state
     */
    public BulkJob await(String jobId, Duration atMost) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** The rows of a complete job; {@code pageSize} is what one request asks for at most. */
    public BulkResults results(BulkJob job, ResultPosition from, int pageSize) {
        throw new UnsupportedOperationException();
    }

    /** Deletes the job and its result; one that is already gone is no failure. */
    public void delete(String jobId) {
        throw new UnsupportedOperationException();
    }
}
