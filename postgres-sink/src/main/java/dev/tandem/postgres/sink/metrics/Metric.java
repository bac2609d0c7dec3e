/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.metrics;

import dev.tandem.plugin.metric.MetricKey;

/** A metric of the sink; all counts are since the task started. */
enum Metric implements MetricKey {
    ROWS_INSERTED("rows-inserted", "Rows created"),
    ROWS_UPDATED("rows-updated", "Rows changed"),
    ROWS_DELETED("rows-deleted", "Deletes that were new"),
    ROWS_STALE("rows-stale", "Rows for which a transaction had nothing newer than the row or its tombstone"),
    ROWS_UNORDERED(
            "rows-unordered",
            "Rows that kept an older value, because offsets of different partitions or topics cannot be compared"),
    ROWS_SKIPPED("rows-skipped", "Rows that a trigger or rule of the table kept from being written or deleted"),
    ROWS_UNTOUCHED(
            "rows-untouched",
            "Rows of a taken-over table that no record has touched, counted once an hour; of a record that the org no longer"
                    + " has, if the source has read the object completely"),
    UPDATES_MISSING(
            "updates-missing", "Updates whose row did not exist, so that it was created from the fields they carry"),
    CONFLICTS("conflicts", "Losing values that were kept in tandem.conflicts"),
    RECORDS_REJECTED("records-rejected", "Records that could not be written"),
    /** The name of {@link #RECORDS_REJECTED} until 0.1; to be removed in 0.3. */
    RECORDS_REFUSED("records-refused", "Deprecated: the same as records-rejected"),
    SCHEMA_CHANGES("schema-changes", "Times that the table was created or changed"),
    STOPPED("stopped", "1 while the table cannot be created, changed or switched, so that its records wait"),
    LAG_MILLIS(
            "lag-ms",
            "Milliseconds from commit at the source (else the record's time) to commit in Postgres, newest record; 0 once no"
                    + " records are waiting"),
    BATCHES("batches", "Transactions committed"),
    BATCH_RECORDS("batch-records", "Records in all those transactions"),
    BATCH_MILLIS("batch-ms", "Milliseconds that all those transactions took"),
    RETRIES("retries", "Puts that were to be tried again after a transient failure"),
    PARTITIONS_BEHIND(
            "partitions-behind",
            "Partitions that were read again, because the database was older than what the connector had read"),
    REPLICATION_ORIGIN_USED(
            "replication-origin-used",
            "1 if rows without waiting edits are written under a replication origin, which spares the reader of the write-ahead log");

    private final String metricName;
    private final String description;

    Metric(String metricName, String description) {
        this.metricName = metricName;
        this.description = description;
    }

    @Override
    public String metricName() {
        return metricName;
    }

    @Override
    public String description() {
        return description;
    }
}
