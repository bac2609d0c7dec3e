/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import java.time.Instant;

/**
 * A Bulk query job as Salesforce last reported it.
 *
 * @param apiVersion the version that created the job, which alone can read its results
 * @param createdDate Salesforce's clock at the job's creation; everything committed by then is in its result
 * @param recordsProcessed so far; the result's size once the job is complete
 * @param errorMessage Salesforce's own, of a failed job; else empty
 */
public record QueryJob(
        String id,
        String object,
        String apiVersion,
        JobState state,
        Instant createdDate,
        long recordsProcessed,
        String errorMessage)
        implements JobPolling.Job {}
