/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;

/**
 * A job whose result can no longer be read: Salesforce deletes jobs after seven days, may reject an old locator, and may have
 * lost rows. The read has to start again with a new job.
 */
public final class BulkJobGoneException extends SalesforceException {
    private static final long serialVersionUID = 1L;

    private BulkJobGoneException(String message, SalesforceException cause) {
        super(FailureKind.NOT_FOUND, message, cause);
    }

    /** Returns the exception for a locator that only a new job can replace. */
    static BulkJobGoneException locatorRejected(String jobId, SalesforceException cause) {
        return new BulkJobGoneException(
                "Bulk job " + jobId + " no longer accepts a position in its result. Start a new job. "
                        + cause.getMessage(),
                cause);
    }

    /** Returns the exception for a result with fewer or more rows than the job has counted. */
    static BulkJobGoneException miscounted(String jobId, long rows, long counted) {
        return new BulkJobGoneException(
                "The result of Bulk job " + jobId + " has " + rows + " rows, but the job counted " + counted
                        + ". Start a new job.",
                null);
    }

    /** Returns the exception for a result whose pages lead back to an earlier one. */
    static BulkJobGoneException circular(String jobId) {
        return new BulkJobGoneException(
                "The pages of the result of Bulk job " + jobId + " lead back to an earlier one. Start a new job.",
                null);
    }

    /** Returns the exception to throw for a failed call about a job. */
    static SalesforceException orElse(String jobId, SalesforceException failure) {
        return failure.kind() == FailureKind.NOT_FOUND
                ? new BulkJobGoneException("Bulk job " + jobId + " no longer exists. Start a new one.", failure)
                : failure;
    }
}
