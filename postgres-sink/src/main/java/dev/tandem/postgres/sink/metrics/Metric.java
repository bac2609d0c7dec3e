/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.metrics;

/** What the sink measures; all counts are since the task started. */
enum Metric {
    ROWS_INSERTED("rows-inserted", "Rows made"),
    ROWS_UPDATED("rows-updated", "Rows changed"),
    ROWS_DELETED("rows-deleted", "Deletes that were new"),
    ROWS_STALE("rows-stale", "Rows for which a batch had nothing newer than the row or its tombstone"),
    UPDATES_MISSING("updates-missing", "Updates whose row did not exist, so that it was made of what they know"),
    CONFLICTS("conflicts", "Losing values that were kept in tandem.conflicts"),
    RECORDS_REFUSED("records-refused", "Records that could not be written"),
    SCHEMA_CHANGES("schema-changes", "Times that the table was made or changed"),
    LAG_MILLIS(
            "lag-ms",
            "Milliseconds from commit at the source (else the record's time) to commit in Postgres, newest record"),
    BATCHES("batches", "Transactions committed"),
    BATCH_RECORDS("batch-records", "Records in all those transactions"),
    BATCH_MILLIS("batch-ms", "Milliseconds that all those transactions took"),
    RETRIES("retries", "Batches that were to be tried again after a passing failure");

    private final String metricName;
    private final String description;

    Metric(String metricName, String description) {
        this.metricName = metricName;
        this.description = description;
    }

    String metricName() {
        return metricName;
    }

    String description() {
        return description;
    }
}
