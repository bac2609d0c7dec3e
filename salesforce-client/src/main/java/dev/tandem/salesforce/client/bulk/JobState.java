/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;

/** The state of a Bulk job, named as Salesforce names it. */
public enum JobState {
    /** An ingest job that takes uploads. */
    OPEN("Open"),
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
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a job without a state");
        }
        throw new SalesforceException(
                FailureKind.FATAL,
                "Failed to read the state of a Bulk job: '" + name + "' is unknown to this version.",
                null);
    }

    /** Returns whether the state will not change any more. */
    public boolean isFinal() {
        return this == JOB_COMPLETE || this == FAILED || this == ABORTED;
    }
}
