/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.clock;

import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.postgres.session.Session;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.twoway.state.RowStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch on both clocks. It reads them from time to time, and shows their difference as metrics, in {@code tandem.clocks} and, if it
 * matters, in the log. No rule reads it: edits are ordered by the clocks as they are.
 */
public final class ClockWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
    /** Takes the org's id and two numbers of ms. */
    static final String SHOW = """
            INSERT INTO tandem.clocks (org, measured_at, salesforce_ahead_ms, accuracy_ms)
            VALUES (?, now(), ?, ?)
            ON CONFLICT (org) DO UPDATE SET measured_at = excluded.measured_at,
                salesforce_ahead_ms = excluded.salesforce_ahead_ms, accuracy_ms = excluded.accuracy_ms""";

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Session session;
    private final SalesforceApi api;
    private final MetricGroup<WriteMetric> metrics;
    private final Clock clock;
    private final ClockDifference difference = new ClockDifference();
    private Instant next = Instant.EPOCH;

    public ClockWatch(Session session, SalesforceApi api, MetricGroup<WriteMetric> metrics, Clock clock) {
        this.session = session;
        this.api = api;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Reads both clocks, at most once a minute. Costs no API call, and a failure only means that there is no reading. */
    public void measureIfDue() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(INTERVAL);
        try {
            measure();
        } catch (SQLException | SalesforceException failure) {
            LOG.warn(
                    "Failed to compare the clocks of Salesforce and Postgres: {} Trying again later.",
                    failure.getMessage());
        }
    }

    private void measure() throws SQLException {
        ClockReading salesforce = readSalesforce();
        session.inTransaction(connection -> {
            difference.add(salesforce.minus(readPostgres(connection)));
            show(connection);
            return null;
        });
        ClockReading known = difference.known();
        metrics.set(WriteMetric.SALESFORCE_CLOCK_AHEAD_MS, known.estimate().toMillis());
        metrics.set(WriteMetric.CLOCK_ACCURACY_MS, known.uncertainty().toMillis());
        difference.warning(clock.instant()).ifPresent(LOG::warn);
    }

    private ClockReading readSalesforce() {
        long asked = micros();
        Instant second = api.serverTime();
        return ClockReading.ofSeconds(second.getEpochSecond(), asked, micros());
    }

    private ClockReading readPostgres(Connection connection) throws SQLException {
        long asked = micros();
        return ClockReading.ofMicros(RowStore.now(connection), asked, micros());
    }

    private void show(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SHOW)) {
            statement.setString(1, api.token().orgId());
            statement.setLong(2, difference.known().estimate().toMillis());
            statement.setLong(3, difference.known().uncertainty().toMillis());
            statement.executeUpdate();
        }
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
