/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.pending;

import dev.tandem.plugin.log.LogContext;
import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.sink.metrics.TableMetric;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch on how long edits have been pending, table by table. It reads {@code tandem.pending}, so it also sees the edits of tables that
 * are stopped.
 *
 * <p><b>Failure.</b> The metrics stay as they are until the next look.
 * <p><b>Threads.</b> Runs on a thread of its own until {@link #close}, because the write-back waits while Salesforce is out of reach.
 */
public final class PendingWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PendingWatch.class);
    /** The pause after a look, in times of what it took. A long backlog takes long. */
    private static final int PAUSE_RATIO = 20;

    private static final Duration CLOSE_TIME = Duration.ofSeconds(1);
    /** Returns whether there may be edits. */
    static final String EXIST = "SELECT to_regclass('tandem.pending') IS NOT NULL";

    /** Reads the age of the oldest edit that has not failed, in ms, and the number of failed rows, of tables that have any. */
    static final String READ = """
            SELECT table_schema, table_name,
                (1000 * extract(epoch FROM clock_timestamp() - min(since) FILTER (WHERE state <> 'failed')))::bigint,
                count(DISTINCT key) FILTER (WHERE state = 'failed')
            FROM tandem.pending GROUP BY table_schema, table_name""";

    private final Session session;
    private final Map<TableId, MetricGroup<TableMetric>> metrics;
    private final Duration interval;
    private final Thread thread;

    private PendingWatch(
            Session session,
            Map<TableId, MetricGroup<TableMetric>> metrics,
            Duration interval,
            Consumer<Throwable> failures) {
        this.session = session;
        this.metrics = metrics;
        this.interval = interval;
        this.thread = LogContext.ofThisThread().thread("tandem-salesforce-sink-pending", this::run);
        this.thread.setDaemon(true);
        this.thread.setUncaughtExceptionHandler((ended, cause) -> failures.accept(cause));
    }

    /**
     * Starts to watch.
     *
     * @param session a session for the watch alone
     * @param failures takes what ends the watch unexpectedly
     */
    public static PendingWatch start(
            Session session,
            Map<TableId, MetricGroup<TableMetric>> metrics,
            Duration interval,
            Consumer<Throwable> failures) {
        PendingWatch watch = new PendingWatch(session, metrics, interval, failures);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long start = System.nanoTime();
                look();
                Duration rest = Duration.ofNanos(System.nanoTime() - start).multipliedBy(PAUSE_RATIO);
                Thread.sleep((rest.compareTo(interval) > 0 ? rest : interval).toMillis());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            Map<TableId, Pending> found = session.inTransaction(PendingWatch::read);
            metrics.forEach((table, group) -> {
                Pending pending = found.getOrDefault(table, Pending.NONE);
                group.set(TableMetric.OLDEST_PENDING_MS, Math.max(0, pending.ageMillis()));
                group.set(TableMetric.ROWS_FAILED, pending.failedRows());
            });
        } catch (SQLException failure) {
            LOG.debug("Failed to measure how long edits have been pending: {}", FailureReport.of(failure));
        }
    }

    private record Pending(long ageMillis, long failedRows) {
        static final Pending NONE = new Pending(0, 0);
    }

    private static Map<TableId, Pending> read(Connection connection) throws SQLException {
        Map<TableId, Pending> found = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet exists = statement.executeQuery(EXIST)) {
                if (!exists.next() || !exists.getBoolean(1)) {
                    return found;
                }
            }
            try (ResultSet rows = statement.executeQuery(READ)) {
                while (rows.next()) {
                    found.put(
                            new TableId(rows.getString(1), rows.getString(2)),
                            new Pending(rows.getLong(3), rows.getLong(4)));
                }
            }
        }
        return found;
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(CLOSE_TIME.toMillis());
        session.close();
    }
}
