/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.login.FailureAdvice;
import dev.tandem.salesforce.sink.clock.ClockWatch;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.settings.WriteSettings;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.table.TableDefinition;
import dev.tandem.salesforce.sink.table.TableMapping;
import dev.tandem.salesforce.sink.table.TableMissingException;
import dev.tandem.salesforce.sink.table.TablePreparation;
import dev.tandem.salesforce.sink.wake.SlotWatch;
import dev.tandem.salesforce.sink.wake.WakeUps;
import dev.tandem.salesforce.sink.wake.WakeUps.Woken;
import dev.tandem.salesforce.sink.write.row.TroubleLog;
import dev.tandem.salesforce.sink.write.send.CallPool;
import dev.tandem.twoway.state.RowStore.Search;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write-back of a task: it writes the local edits of all its tables to Salesforce.
 *
 * <p><b>Durability.</b> Everything that must survive is on the rows: wishes, and the requests under way. After a crash, wishes are found
 * by a sweep, and requests are settled by a look. So the offsets of the records that woke it do not matter.
 * <p><b>Failure.</b> A transient failure of Postgres or Salesforce lets its table pause. Any other lets its table be prepared
 * again; if that does not help, the table stops until the next sweep, which tries it again, while the others go on. If all tables
 * are stopped, the thread ends, and {@link #failure} says why.
 * <p><b>Threads.</b> One thread runs this, until it is interrupted or the calls stop. It makes the calls that write on a pool.
 */
public final class TaskWriteBack implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskWriteBack.class);
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration SETTLE_INTERVAL = Duration.ofMillis(500);
    /** The pause after a search for requests that are due, in times of what the search took. */
    private static final int SETTLE_PAUSE_RATIO = 10;

    private static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);

    private final Setup setup;
    private final Map<TableId, TableMapping> mappings = new LinkedHashMap<>();
    private final Map<TableId, TableWriteBack> tables = new LinkedHashMap<>();
    private final Map<TableId, TableHealth> health = new HashMap<>();

    private final TableOpener opener;
    private final ClockWatch clocks;
    private long answeredBefore;
    private Instant nextSweep = Instant.EPOCH;
    private Instant nextSettling = Instant.EPOCH;
    private volatile Exception failure;

    /** @param mappings the tables that this task writes back */
    public TaskWriteBack(Setup setup, List<TableMapping> mappings, WriteApi writeApi) {
        this.setup = setup;
        for (TableMapping mapping : mappings) {
            this.mappings.put(mapping.table(), mapping);
            health.put(mapping.table(), new TableHealth());
        }
        this.opener = new TableOpener(setup, writeApi);
        this.clocks = new ClockWatch(setup.session, setup.api, setup.metrics, setup.clock);
    }

    /**
     * The resources of a write-back.
     *
     * @param calls the calls that write. The write-back ends when they stop
     * @param slot watches the replication slot that edits come from, if they do
     * @param role whether this task also looks for edits and requests that nothing else brings to light
     */
    public record Setup(
            Session session,
            SalesforceApi api,
            CallPool calls,
            WriteSettings settings,
            TablePreparation preparation,
            WakeUps wakeUps,
            Optional<SlotWatch> slot,
            MetricGroup<WriteMetric> metrics,
            Role role,
            Clock clock) {}

    /** The part of a task in the work that one task does for all rows. */
    public enum Role {
        /** Does all work, so nothing else waits for the answers to earlier requests. */
        ONLY,
        /** Sweeps, settles and runs Bulk jobs, besides writing the rows that wake it. */
        FIRST,
        OTHER;

        boolean isFirst() {
            return this != OTHER;
        }
    }

    /** Returns what ended the thread; null as long as it works. */
    public Exception failure() {
        return failure;
    }

    /** Notes, in a thread of the task, what ends it unexpectedly. Otherwise the task would run on without it. */
    public void fail(Throwable cause) {
        failure = new ConnectException(
                "thread " + Thread.currentThread().getName() + " ended unexpectedly: " + cause
                        + ". Restart the connector, and report this if it happens again.",
                cause);
    }

    @Override
    public void run() {
        try {
            while (failure == null
                    && !setup.calls.isStopping()
                    && !Thread.currentThread().isInterrupted()) {
                runOnce();
            }
            for (TableId table : List.copyOf(tables.keySet())) {
                attempt(table, tables.get(table)::stop);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce() throws InterruptedException {
        Instant now = setup.clock.instant();
        boolean sweeps = !now.isBefore(nextSweep);
        if (sweeps) {
            nextSweep = now.plus(setup.settings.sweepInterval());
            mappings.keySet().forEach(table -> attempt(table, () -> checkOrPrepare(table)));
            if (setup.role.isFirst()) {
                tables.keySet().forEach(table -> setup.wakeUps.sweep(table, Search.PENDING_OR_WAITING));
            }
            if (setup.role.isFirst() && !tables.isEmpty()) {
                clocks.measureIfDue();
            }
        }
        if (setup.role.isFirst()) {
            setup.slot.ifPresent(slot -> slot.checkIfDue(tables.keySet()));
        }
        Woken woken = setup.wakeUps.take(longestWait());
        now = setup.clock.instant();
        boolean settles = setup.role.isFirst() && !now.isBefore(nextSettling);
        if (settles) {
            nextSettling = now.plus(SETTLE_INTERVAL);
        }
        for (TableId table : List.copyOf(tables.keySet())) {
            endPauseIfOver(table);
            if (!health.get(table).isPausing()) {
                attempt(table, () -> work(table, woken, settles));
            }
        }
        resolveParents(!woken.sweeps().isEmpty());
        if (sweeps && setup.role.isFirst()) {
            List.copyOf(tables.keySet()).forEach(this::checkReferences);
        }
    }

    private void checkReferences(TableId id) {
        attemptUnlessPausing(id, TableWriteBack::checkReferences);
    }

    private void resolveParents(TableId id) {
        attemptUnlessPausing(id, TableWriteBack::resolveParents);
    }

    private void attemptUnlessPausing(TableId id, TableStep step) {
        TableWriteBack table = tables.get(id);
        if (table != null && !health.get(id).isPausing()) {
            attempt(id, () -> step.run(table));
        }
    }

    /** Gives children their parents' ids after answers, and with every sweep: events bring ids, too. */
    private void resolveParents(boolean swept) {
        long answered = setup.metrics.get(WriteMetric.WRITES_ANSWERED);
        if (swept || answered != answeredBefore) {
            answeredBefore = answered;
            List.copyOf(tables.keySet()).forEach(this::resolveParents);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SQLException, InterruptedException;
    }

    @FunctionalInterface
    private interface TableStep {
        void run(TableWriteBack table) throws SQLException, InterruptedException;
    }

    private void attempt(TableId table, Step step) {
        try {
            step.run();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (SQLException problem) {
            boolean isTransient = FailureKind.of(problem) == FailureKind.TRANSIENT;
            fail(table, TableFailure.explain(setup.session, table, problem), isTransient);
        } catch (SalesforceException problem) {
            fail(table, problem, problem.kind().isTransient());
        } catch (RuntimeException problem) {
            fail(table, problem, false);
        }
    }

    private void fail(TableId table, Exception problem, boolean isTransient) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        Instant now = setup.clock.instant();
        Instant end = now.plus(FAILURE_PAUSE);
        if (!isTransient && tables.containsKey(table)) {
            tables.get(table).stopAfter(problem);
        }
        if (!isTransient && mayBeOutdated(table, now)) {
            LOG.warn("Failed to write back {}: {} Preparing it again.", table, problem.getMessage());
            forget(table);
            health.get(table).markFailed(end);
            nextSweep = end;
            return;
        }
        if (!isTransient) {
            stop(table, problem);
            return;
        }
        LOG.warn("Failed to write back {}: {} Trying again.", table, problem.getMessage());
        health.get(table).pauseUntil(end);
        if (!tables.containsKey(table)) {
            nextSweep = end;
        }
    }

    /** Returns whether the table, or its object, may have changed since it was prepared, unless it was prepared again lately. */
    private boolean mayBeOutdated(TableId table, Instant now) {
        return tables.containsKey(table) && !health.get(table).wasPreparedAgain(now, setup.settings.sweepInterval());
    }

    private void stop(TableId table, Exception problem) {
        LOG.error(
                "Failed to write local edits of {} to Salesforce: {} The table is stopped and its edits wait, while"
                        + " other tables go on. The next attempt is in {} s.",
                table,
                FailureAdvice.describe(problem),
                setup.settings.sweepInterval().toSeconds(),
                problem);
        forget(table);
        health.get(table).stop();
        countStopped();
        TroubleLog.stopped(setup.session, table, problem);
        if (health.values().stream().allMatch(TableHealth::isStopped)) {
            failure = problem;
        }
    }

    private void forget(TableId table) {
        tables.remove(table);
        opener.close(table);
    }

    private void countStopped() {
        long stopped = health.values().stream().filter(TableHealth::isStopped).count();
        setup.metrics.set(WriteMetric.TABLES_STOPPED, stopped);
    }

    /** Ends the pause of a table once it is over. What woke the table meanwhile is forgotten, so it looks for its rows. */
    private void endPauseIfOver(TableId table) {
        if (health.get(table).isPauseOver(setup.clock.instant())) {
            health.get(table).endPause();
            tables.get(table).sweep(Search.PENDING_OR_WAITING);
        }
    }

    private void work(TableId id, Woken woken, boolean settles) throws SQLException, InterruptedException {
        TableWriteBack table = tables.get(id);
        if (setup.role.isFirst()) {
            table.pollJobs();
        }
        if (health.get(id).isOutdated()) {
            table.finish();
            if (table.isIdle()) {
                prepareAgain(id);
            }
            return;
        }
        if (woken.sweeps().containsKey(id)) {
            table.sweep(woken.sweeps().get(id));
        }
        table.work(woken.keys().getOrDefault(id, Set.of()));
        if (settles) {
            settle(table);
        }
    }

    /** Settles what is due. The search for it goes through all rows with a request, so while there are many, it pauses for longer. */
    private void settle(TableWriteBack table) throws SQLException {
        Instant start = setup.clock.instant();
        table.settleDue();
        Instant end = setup.clock.instant();
        Instant next = end.plus(Duration.between(start, end).multipliedBy(SETTLE_PAUSE_RATIO));
        nextSettling = next.isAfter(nextSettling) ? next : nextSettling;
    }

    private Duration longestWait() {
        Duration wait = IDLE;
        for (TableWriteBack table : tables.values()) {
            Duration next = table.nextIn();
            if (next != null && next.compareTo(wait) < 0) {
                wait = next;
            }
        }
        return wait;
    }

    /** Checks whether a table has changed, or prepares one that was not there before or that has failed. */
    private void checkOrPrepare(TableId table) throws SQLException {
        if (!tables.containsKey(table)) {
            prepare(table);
            return;
        }
        TableDefinition found = definitionOf(table);
        if (health.get(table).hasChanged(found)) {
            if (!found.notesEdits()) {
                LOG.warn(
                        "Triggers of {} are missing or disabled, so edits of this time are not noted. Creating them"
                                + " again.",
                        table);
            }
            LOG.info("Table {} has changed. Preparing it again.", table);
            health.get(table).markOutdated();
        } else if (health.get(table).isDescriptionOld(setup.clock.instant(), setup.settings.describeInterval())) {
            health.get(table).markOutdated();
        }
    }

    private void prepare(TableId id) throws SQLException {
        TableDefinition found = definitionOf(id);
        try {
            MappedTable table = setup.session.inLongTransaction(connection -> {
                connection.setAutoCommit(true);
                try {
                    return setup.preparation.prepare(connection, mappings.get(id));
                } finally {
                    connection.setAutoCommit(false);
                }
            });
            tables.put(id, opener.open(table));
            health.get(id).markPrepared(found.withNotedEdits(), setup.clock.instant());
            LOG.info("Writing local edits of {} to {}.", id, table.object());
        } catch (TableMissingException missing) {
            if (health.get(id).markMissing()) {
                LOG.warn("{} Its edits reach Salesforce from then on.", missing.getMessage());
            }
            forget(id);
            opener.forget(id);
        }
        health.get(id).resume();
        countStopped();
    }

    /** Prepares a table that has changed, and looks for its rows. It may be gone, too. */
    private void prepareAgain(TableId id) throws SQLException {
        prepare(id);
        if (tables.containsKey(id)) {
            tables.get(id).sweep(Search.PENDING_OR_WAITING);
        }
    }

    private TableDefinition definitionOf(TableId table) throws SQLException {
        return setup.session.inTransaction(connection -> setup.preparation.definition(connection, table));
    }
}
