/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;

/** How far a Bulk query job is; the names are Salesforce's. */
public enum JobState {
    UPLOAD_COMPLETE("UploadComplete"),
    IN_PROGRESS("InProgress"),
    JOB_COMPLETE("JobComplete"),
    FAILED("Failed"),
    ABORTED("Aborted");

    private final String wireName;

    JobState(String wireName) {
        this.wireName = wireName;
    }

    static JobState ofWireName(String name) {
        for (JobState state : values()) {
            if (state.wireName.equals(name)) {
                return state;
            }
        }
        throw new SalesforceException(
                FailureKind.FATAL,
                "A Bulk query job is in the state '" + name + "', which this version does not know",
                null);
    }

    /** Whether Salesforce will not change it any more. */
    public boolean isFinal() {
        return this == JOB_COMPLETE || this == FAILED || this == ABORTED;
    }
}
