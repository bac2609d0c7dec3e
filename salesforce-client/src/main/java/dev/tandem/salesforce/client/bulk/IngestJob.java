/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

/**
 * An ingest job, as last seen. A complete job may still contain failed records.
 *
 * @param processed records so far, failed ones included
 * @param failed records so far
 * @param errorMessage Salesforce's own reason of a failed job; else empty
 */
public record IngestJob(
        String id, String object, String apiVersion, JobState state, long processed, long failed, String errorMessage)
        implements JobPolling.Job {}
