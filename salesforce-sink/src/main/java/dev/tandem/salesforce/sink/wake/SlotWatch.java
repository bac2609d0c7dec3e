/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.wake;

import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.signal.SlotSignals;
import dev.tandem.salesforce.sink.wake.SlotHealth.Problem;
import dev.tandem.salesforce.sink.wake.SlotHealth.Reading;
import dev.tandem.twoway.state.RowStore.Search;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch over the replication slot through which Debezium reads local edits. While the slot is of no use, the tables are searched for
 * edits every few seconds instead, and signals that Debezium may have missed are sent again afterwards. Used by one thread.
 */
public final class SlotWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SlotWatch.class);
    /** Reads what Postgres says of a slot of the database, with positions as numbers. Takes its name. */
    static final String READ = """
            SELECT wal_status = 'lost', active_pid, confirmed_flush_lsn - '0/0'::pg_lsn, pg_current_wal_flush_lsn() - '0/0'::pg_lsn
            FROM pg_replication_slots WHERE slot_name = ? AND database = current_database()""";

    /** The time between looks. In a longer one, a log that a restore has shortened could grow beyond its old end unseen. */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Session session;
    private final String slot;
    private final Optional<SlotSignals> signals;
    private final WakeUps wakeUps;
    private final MetricGroup<WriteMetric> metrics;
    private final Clock clock;
    private final SlotHealth health = new SlotHealth();
    private Instant next = Instant.EPOCH;
    private Optional<Problem> reported = Optional.empty();
    private boolean signalsFailed;

    /** @param signals those that travel through the slot; empty if they take another way */
    public SlotWatch(
            Session session,
            String slot,
            Optional<SlotSignals> signals,
            WakeUps wakeUps,
            MetricGroup<WriteMetric> metrics,
            Clock clock) {
        this.session = session;
        this.slot = slot;
        this.signals = signals;
        this.wakeUps = wakeUps;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Looks at the slot, if it is time, and wakes the tables if the slot does not. */
    public void checkIfDue(Collection<TableId> tables) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        try {
            Optional<Reading> reading = session.inTransaction(this::read);
            health.add(reading, now);
            signals.ifPresent(each -> follow(each, reading));
        } catch (SQLException failure) {
            signals.ifPresent(SlotSignals::interrupt);
            fail(failure);
        }
        report(now);
        if (health.isDoubtful()) {
            tables.forEach(table -> wakeUps.sweep(table, Search.PENDING));
        }
        next = now.plus(INTERVAL);
    }

    private void follow(SlotSignals followed, Optional<Reading> reading) {
        if (reading.isEmpty() || health.isDoubtful()) {
            followed.interrupt();
            return;
        }
        try {
            session.inTransaction(connection -> {
                followed.follow(
                        connection, reading.get().reader(), reading.get().confirmed());
                return null;
            });
            signalsFailed = false;
        } catch (SQLException failure) {
            followed.interrupt();
            if (!signalsFailed) {
                signalsFailed = true;
                LOG.warn("Failed to follow requests for re-reads: {} Trying again later.", FailureReport.of(failure));
            }
        }
    }

    /** Warns of failed looks until the tables are searched because of them. */
    private void fail(SQLException failure) {
        boolean wasUnknown = health.isUnknown();
        health.addFailure();
        if (!wasUnknown) {
            LOG.warn(
                    "Failed to look at replication slot {}: {} Trying again later.{}",
                    slot,
                    FailureReport.of(failure),
                    health.isUnknown() ? " Until that succeeds, edits are searched for every few seconds." : "");
        }
    }

    private Optional<Reading> read(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, slot);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Reading(
                                row.getBoolean(1),
                                row.getInt(2),
                                row.getBigDecimal(3) == null
                                        ? 0
                                        : row.getBigDecimal(3).longValue(),
                                row.getBigDecimal(4).longValue()))
                        : Optional.empty();
            }
        }
    }

    private void report(Instant now) {
        Optional<Problem> lasting = health.lasting(now);
        metrics.set(WriteMetric.REPLICATION_SLOT_BROKEN, lasting.isPresent() ? 1 : 0);
        if (lasting.equals(reported)) {
            return;
        }
        reported = lasting;
        lasting.ifPresentOrElse(
                problem -> LOG.error(
                        "Replication slot {} {}. {}. Until then, edits are searched for every few seconds, and requests for re-reads"
                                + " wait, if Debezium carries them.",
                        slot,
                        problem.text(),
                        problem.remedy()),
                () -> LOG.info("Replication slot {} works again.", slot));
    }
}
