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
import dev.tandem.salesforce.client.bulk.BulkIngest;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.table.TableMapping;
import dev.tandem.salesforce.sink.table.TableMissingException;
import dev.tandem.salesforce.sink.table.TablePreparation;
import dev.tandem.salesforce.sink.wake.WakeUps;
import dev.tandem.salesforce.sink.wake.WakeUps.Woken;
import dev.tandem.salesforce.sink.write.TableWriteBack.Senders;
import dev.tandem.twoway.state.RowStore.Search;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes local edits of all tables of a task to Salesforce.
 *
 * <p><b>Durability.</b> Everything that must survive is on the rows: wishes, and the requests under way. After a crash, wishes are found
 * by a sweep, and requests are settled by a look. So the offsets of the records that woke it do not matter.
 * <p><b>Failure.</b> Transient failures of Postgres and Salesforce are waited for. Any other ends the thread, and {@link #failure} says why.
 * <p><b>Threads.</b> One thread runs this. It makes the calls that write on a pool.
 */
public final class WriteBack implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBack.class);
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration SETTLE_INTERVAL = Duration.ofMillis(500);
    private static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);

    private final Setup setup;
    private final List<TableMapping> unprepared;
    private final Map<TableId, TableWriteBack> tables = new LinkedHashMap<>();
    private final Map<SObjectName, MappedTable> tablesByObject = new HashMap<>();
    private final RecordLookup lookup;
    private final WriteApi writeApi;
    private long answeredBefore;
    private Instant nextSweep = Instant.EPOCH;
    private Instant nextSettling = Instant.EPOCH;
    private volatile Exception failure;

    /** @param mappings the tables that this task writes back */
    public WriteBack(Setup setup, List<TableMapping> mappings, WriteApi writeApi) {
        this.setup = setup;
        this.unprepared = new ArrayList<>(mappings);
        this.lookup = new RecordLookup(setup.api);
        this.writeApi = writeApi;
    }

    /**
     * The resources of a write-back.
     *
     * @param calls the pool for calls that write
     * @param role whether this task also looks for edits and requests that nothing else brings to light
     */
    public record Setup(
            Session session,
            SalesforceApi api,
            ExecutorService calls,
            WriteSettings settings,
            TablePreparation preparation,
            WakeUps wakeUps,
            MetricGroup<WriteMetric> metrics,
            Role role,
            Clock clock) {}

    /** The part of a task in what concerns all rows. */
    public enum Role {
        /** Sweeps, settles and runs Bulk jobs, besides writing the rows that wake it. */
        FIRST,
        OTHER
    }

    /** Returns what ended the thread; null as long as it works. */
    public Exception failure() {
        return failure;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    runOnce();
                } catch (SQLException problem) {
                    requireTransient(problem, FailureKind.of(problem) == FailureKind.TRANSIENT);
                } catch (SalesforceException problem) {
                    requireTransient(problem, problem.kind().isTransient());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException problem) {
            if (!Thread.currentThread().isInterrupted()) {
                LOG.error("Writing back ended: {}", problem.getMessage());
                failure = problem;
            }
        }
    }

    private <E extends Exception> void requireTransient(E problem, boolean isTransient) throws E, InterruptedException {
        if (!isTransient) {
            throw problem;
        }
        LOG.warn("Failed to write back: {} Trying again.", problem.getMessage());
        nextSweep = Instant.EPOCH;
        Thread.sleep(FAILURE_PAUSE.toMillis());
    }

    private void runOnce() throws SQLException, InterruptedException {
        Instant now = setup.clock.instant();
        if (!now.isBefore(nextSweep)) {
            nextSweep = now.plus(setup.settings.sweepInterval());
            prepareTables();
            if (setup.role == Role.FIRST) {
                tables.keySet().forEach(table -> setup.wakeUps.sweep(table, Search.PENDING_OR_WAITING));
            }
        }
        Woken woken = setup.wakeUps.take(longestWait());
        for (Map.Entry<TableId, TableWriteBack> table : tables.entrySet()) {
            if (woken.sweeps().containsKey(table.getKey())) {
                table.getValue().sweep(woken.sweeps().get(table.getKey()));
            }
            if (setup.role == Role.FIRST) {
                table.getValue().pollJobs();
            }
            table.getValue().work(woken.keys().getOrDefault(table.getKey(), Set.of()));
        }
        resolveParents(!woken.sweeps().isEmpty());
        now = setup.clock.instant();
        if (setup.role == Role.FIRST && !now.isBefore(nextSettling)) {
            nextSettling = now.plus(SETTLE_INTERVAL);
            for (TableWriteBack table : tables.values()) {
                table.settleDue();
            }
        }
    }

    /** Gives children their parents' ids after answers, and with every sweep: events bring ids, too. */
    private void resolveParents(boolean swept) throws SQLException {
        long answered = setup.metrics.get(WriteMetric.WRITES_ANSWERED);
        if (swept || answered != answeredBefore) {
            answeredBefore = answered;
            for (TableWriteBack table : tables.values()) {
                table.resolveParents();
            }
        }
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

    /** Prepares the tables that exist by now; the others are tried again with the next sweep. */
    private void prepareTables() throws SQLException {
        for (TableMapping mapping : List.copyOf(unprepared)) {
            try {
                MappedTable table = setup.session.inLongTransaction(connection -> {
                    connection.setAutoCommit(true);
                    try {
                        return setup.preparation.prepare(connection, mapping);
                    } finally {
                        connection.setAutoCommit(false);
                    }
                });
                tables.put(table.id(), writeBack(table));
                unprepared.remove(mapping);
                LOG.info("Writing local edits of {} to {}.", table.id(), table.object());
            } catch (TableMissingException missing) {
                LOG.info("{} Waiting for it.", missing.getMessage());
            }
        }
    }

    private TableWriteBack writeBack(MappedTable table) {
        RowTransactions rows = new RowTransactions(setup.session, setup.settings.lockTimeout());
        WriteContext context = new WriteContext(table, rows, lookup, setup.wakeUps, setup.settings, setup.metrics);
        RetryDelays delays = new RetryDelays(setup.clock, new Random());
        Answers answers = new Answers(context, delays);
        BulkWrites bulk = new BulkWrites(context, setup.session, new BulkIngest(setup.api), answers, setup.clock);
        Senders senders = new Senders(new Sender(context, writeApi, setup.calls, answers, setup.clock), bulk);
        tablesByObject.put(table.object(), table);
        ParentLinks parents = new ParentLinks(context, setup.session, tablesByObject);
        return new TableWriteBack(context, setup.session, senders, parents, delays, setup.clock);
    }
}
