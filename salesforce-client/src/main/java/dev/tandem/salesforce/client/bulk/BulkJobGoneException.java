/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;

/** A job that does not exist, or not any more: Salesforce keeps jobs for seven days. The read has to start again. */
public final class BulkJobGoneException extends SalesforceException {
    private static final long serialVersionUID = 1L;

    BulkJobGoneException(String jobId, SalesforceException cause) {
        super(FailureKind.NOT_FOUND, "Bulk query job " + jobId + " no longer exists. Start a new one.", cause);
    }

    /** Returns the exception to throw for a failed call about a job. */
    static SalesforceException orElse(String jobId, SalesforceException failure) {
        return failure.kind() == FailureKind.NOT_FOUND ? new BulkJobGoneException(jobId, failure) : failure;
    }
}
