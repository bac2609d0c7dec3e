/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.row;

import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a table that a constraint or trigger of its users lets no one write. Their edits wait, and the other rows go on.
 * Each is tried again after a while. Used by one thread.
 */
public final class BlockedRows {
    private static final Logger LOG = LoggerFactory.getLogger(BlockedRows.class);

    private final Session session;
    private final TableId table;
    private final Duration rest;
    private final MetricGroup<WriteMetric> metrics;
    private final Clock clock;
    private final Map<String, Instant> ends = new HashMap<>();

    /** @param rest the time between two tries */
    public BlockedRows(Session session, TableId table, Duration rest, MetricGroup<WriteMetric> metrics, Clock clock) {
        this.session = session;
        this.table = table;
        this.rest = rest;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Returns whether a row was blocked lately, and is not tried yet. */
    boolean isBlocked(String key) {
        Instant end = ends.get(key);
        return end != null && clock.instant().isBefore(end);
    }

    /** Lets a row rest that Postgres does not let us write, and reports it. */
    void block(String key, SQLException failure) {
        ends.values().removeIf(end -> !clock.instant().isBefore(end));
        ends.put(key, clock.instant().plus(rest));
        metrics.add(WriteMetric.ROWS_BLOCKED, 1);
        SQLException rejection = failure instanceof BatchUpdateException && failure.getNextException() != null
                ? failure.getNextException()
                : failure;
        LOG.error(
                "Failed to write to row {} of {}: {} Its edits wait, and other rows go on. The next attempt is in {}"
                        + " s.",
                key,
                table,
                FailureReport.of(rejection),
                rest.toSeconds());
        // Only the log must not show values. People who read the table see the row, too.
        ServerErrorMessage message = FailureKind.serverMessage(rejection);
        TroubleLog.blocked(session, table, key, message == null ? rejection.getMessage() : message.getMessage());
    }
}
