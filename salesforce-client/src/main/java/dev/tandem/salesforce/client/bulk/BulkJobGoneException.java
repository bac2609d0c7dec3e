/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;

/** The job is not, or no longer, there (Salesforce keeps jobs for seven days): a copy has to begin anew. */
public final class BulkJobGoneException extends SalesforceException {
    private static final long serialVersionUID = 1L;

    BulkJobGoneException(String jobId, SalesforceException cause) {
        super(FailureKind.NOT_FOUND, "Bulk query job " + jobId + " does not exist (any more)", cause);
    }

    /** What a failed call about a job means: that the job is gone, or whatever else it was. */
    static SalesforceException orElse(String jobId, SalesforceException failure) {
        return failure.kind() == FailureKind.NOT_FOUND ? new BulkJobGoneException(jobId, failure) : failure;
    }
}
