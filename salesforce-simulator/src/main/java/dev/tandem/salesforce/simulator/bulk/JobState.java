/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.bulk;

/** The states of a job, as they are spelled on the wire. A query job is never Open. */
enum JobState {
    Open,
    UploadComplete,
    InProgress,
    JobComplete,
    Failed,
    Aborted;

    boolean isFinal() {
        return this == JobComplete || this == Failed || this == Aborted;
    }
}
