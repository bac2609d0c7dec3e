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
import dev.tandem.salesforce.sink.pending.PendingReader.Pending;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch on how long edits have been pending, table by table. It also sees the edits of tables that are stopped or were renamed.
 *
 * <p><b>Failure.</b> The metrics of a table stay as they are until a look succeeds.
 * <p><b>Threads.</b> Runs on a thread of its own until {@link #close}, because the write-back waits while Salesforce is out of reach.
 */
public final class PendingWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PendingWatch.class);
    /** The pause after a look, as a multiple of the time the look took. A long backlog takes long. */
    private static final int PAUSE_RATIO = 20;

    private static final Duration CLOSE_TIME = Duration.ofSeconds(1);
    private static final long UNKNOWN = -1;

    private final Session session;
    private final Map<TableId, MetricGroup<TableMetric>> metrics;
    private final Duration interval;
    private final Thread thread;
    /** The tables at which the last look failed. */
    private final Set<TableId> failing = new HashSet<>();

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
        metrics.values().forEach(group -> group.set(TableMetric.OLDEST_PENDING_MS, UNKNOWN));
        PendingWatch watch = new PendingWatch(session, metrics, interval, failures);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long start = System.nanoTime();
                lookAtAll();
                Duration rest = Duration.ofNanos(System.nanoTime() - start).multipliedBy(PAUSE_RATIO);
                Thread.sleep((rest.compareTo(interval) > 0 ? rest : interval).toMillis());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            session.close();
        }
    }

    private void lookAtAll() {
        for (TableId table : metrics.keySet()) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            try {
                look(table);
                failing.remove(table);
            } catch (SQLException failure) {
                warn(table, FailureReport.of(failure));
            } catch (RuntimeException failure) {
                warn(table, failure.getClass().getName() + ".");
            }
        }
    }

    private void look(TableId table) throws SQLException {
        Pending pending = session.inLongTransaction(connection -> PendingReader.read(connection, table));
        MetricGroup<TableMetric> group = metrics.get(table);
        group.set(TableMetric.OLDEST_PENDING_MS, pending.ageMillis());
        group.set(TableMetric.ROWS_FAILED, pending.failedRows());
    }

    /** Warns of the first failed look of several. */
    private void warn(TableId table, String reason) {
        if (failing.add(table) && !Thread.currentThread().isInterrupted()) {
            LOG.warn(
                    "Failed to measure how long edits of {} have been pending: {} Its metrics stay as they are until a later attempt succeeds.",
                    table,
                    reason);
        } else {
            LOG.debug("Failed again to measure how long edits of {} have been pending: {}", table, reason);
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(CLOSE_TIME.toMillis());
        if (thread.isAlive()) {
            // Ends a long read. The thread closes what it opens after this.
            session.close();
        }
    }
}
