/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.metrics;

import dev.tandem.plugin.metric.MetricKey;

/** The metrics of a task. */
public enum WriteMetric implements MetricKey {
    REQUESTS_TAKEN("Requests that were noted on rows"),
    RECORDS_LOOKED_AT("Records that were read before or after a write"),
    ROWS_CONFIRMED_BY_LOOK("Rows of which nothing was left to send after a look"),
    CALLS("Calls that carried writes"),
    BULK_JOBS("Bulk API jobs that carried writes"),
    WRITES_SENT("Writes sent to Salesforce"),
    WRITES_ANSWERED("Writes that Salesforce carried out"),
    WRITES_REJECTED("Writes that Salesforce rejected"),
    WRITES_RETRIED("Writes that were not carried out because of a lock, a limit or a fault"),
    WRITES_OVERTAKEN("Writes that the guard stopped, because the record had changed"),
    ANSWERS_LOST("Writes whose answer was lost"),
    REQUESTS_SETTLED("Requests that a look settled, because no event had confirmed them"),
    READS_REQUESTED("Records whose change event did not come, so that they are read again"),
    TABLES_STOPPED("Tables that failed and whose edits wait, until an attempt succeeds"),
    REPLICATION_SLOT_BROKEN(
            "1 while Debezium's replication slot is missing, invalid, ahead, or not being read, so that edits are searched for instead"),
    ROWS_LOCKED("Rows that were tried later, because an application held them"),
    ROWS_BLOCKED("Rows that a constraint or trigger did not let the connector write, counted at each attempt"),
    SALESFORCE_CLOCK_AHEAD_MS("How far Salesforce's clock is ahead of Postgres's, in ms; negative if it is behind"),
    CLOCK_ACCURACY_MS(
            "How far the difference of the clocks may be from the one measured, in ms; 0 before it was measured");

    private final String description;

    WriteMetric(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
