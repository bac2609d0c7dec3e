/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.plugin.time.SteadyClock;
import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.execution.SingleThread;
import dev.tandem.postgres.sink.metrics.SinkMetrics;
import dev.tandem.postgres.sink.put.PutWriter;
import dev.tandem.postgres.sink.record.Effect;
import dev.tandem.postgres.sink.record.Put;
import dev.tandem.postgres.sink.record.RecordReader;
import dev.tandem.postgres.sink.routing.TableRouter;
import dev.tandem.postgres.sink.stop.StoppedTables;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.twoway.TwoWayTables;
import dev.tandem.postgres.sink.write.UntouchedRows;
import dev.tandem.postgres.sink.write.WriteContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A preparer of puts: it sees to the tables of schema {@code tandem}, reads the records of a put, and returns a {@link PutWriter}
 * for what they do. Used by one thread at a time, apart from the writers that it returns.
 */
final class PutPreparer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PutPreparer.class);
    /** The time that Postgres gets for one check while no records are waiting. */
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(5);

    private final Session session;
    private final SingleThread encoder = new SingleThread("tandem-postgres-sink-encoding");
    private final TwoWayTables twoWay;
    private final SinkMetrics metrics;
    private final UntouchedRows untouchedRows;
    private PostgresSinkConfig config;
    private RecordReader reader;
    private WriteContext context;
    private TableRouter router;
    /** The put that was prepared last; null while another is being prepared. */
    private PutWriter last;
    /** The work that goes on while none is prepared, for an error message after "Failed to". */
    private String preparation = "";

    /** Records, and what they do if this reader is still the right one when they are prepared. */
    record ReadAhead(Collection<SinkRecord> records, RecordReader reader, Put put) {
        static final ReadAhead NOTHING = new ReadAhead(null, null, null);
    }

    PutPreparer(PostgresSinkConfig config, Session session, TwoWayTables twoWay, SinkMetrics metrics) {
        this.session = session;
        this.twoWay = twoWay;
        this.metrics = metrics;
        this.untouchedRows = new UntouchedRows(session, SteadyClock.start(), metrics::setUntouched, IDLE_LIMIT);
        configure(config);
    }

    private void configure(PostgresSinkConfig settings) {
        config = settings;
        reader = new RecordReader(config.records());
        context = WriteContext.of(session, config.writing(), config.evolution(), twoWay, metrics, encoder);
        router = null;
    }

    /**
     * Reads records that are to be prepared next. This needs no database, so it may run while another thread is still writing the put
     * that was prepared last.
     */
    ReadAhead readAhead(Collection<SinkRecord> records) {
        return router == null ? ReadAhead.NOTHING : new ReadAhead(records, reader, read(records));
    }

    /**
     * Notes that work for the next put begins.
     *
     * @param work for an error message after "Failed to"
     */
    void begin(String work) {
        last = null;
        preparation = work;
    }

    /**
     * Prepares the tables of schema {@code tandem}, and returns a writer of these records, which has not begun yet.
     *
     * @param ahead records that were read ahead; if they are others, these are read now
     * @param stopped the tables that cannot be written now
     * @throws SQLException when Postgres fails as a whole; the same records can be prepared again
     */
    PutWriter prepare(Collection<SinkRecord> records, ReadAhead ahead, StoppedTables stopped) throws SQLException {
        begin("create or purge the tables of schema tandem");
        maintainSystemTables();
        logConflictsOfSharedTables(records);
        last = new PutWriter(context, isUsable(ahead, records) ? ahead.put() : read(records), stopped);
        return last;
    }

    @SuppressWarnings("ReferenceEquality") // these very records, and comparing others is slow
    private boolean isUsable(ReadAhead ahead, Collection<SinkRecord> records) {
        return ahead.records() == records && ahead.reader() == reader;
    }

    private Put read(Collection<SinkRecord> records) {
        List<Effect> effects = new ArrayList<>(records.size());
        for (SinkRecord record : records) {
            reader.read(record, router.route(record)).ifPresent(effects::add);
        }
        return Put.of(effects, config.writing().batchSize());
    }

    /** Creates the tables of schema {@code tandem} that are missing, and deletes what is old in them from time to time. */
    private void maintainSystemTables() throws SQLException {
        if (router == null) {
            router = session.inLongTransaction(connection -> {
                context.systemTables().create(connection);
                return new TableRouter(config.routing(), Session.currentSchema(connection));
            });
        }
        if (context.systemTables().isPurgeDue()) {
            session.inLongTransaction(context.systemTables()::purge);
        }
    }

    /**
     * Begins to log conflicts when several topics turn out to share a table. With {@code topics.regex}, only the records show this. If
     * another task has seen them, or this one before a restart, the table shows it: its rows keep origins.
     */
    private void logConflictsOfSharedTables(Collection<SinkRecord> records) throws SQLException {
        if (!config.logsConflictsOnDemand()) {
            return;
        }
        Map<TableId, String> topics = new LinkedHashMap<>();
        records.forEach(record -> topics.put(router.route(record), record.topic()));
        for (Map.Entry<TableId, String> met : topics.entrySet()) {
            if (router.isShared(met.getKey()) || context.keepsOrigins(met.getKey())) {
                LOG.warn(
                        "Several topics lead to table {}, {} among them. Conflicts between them are logged in"
                                + " tandem.conflicts from now on. Set conflict.log=on, or route them to tables of their"
                                + " own.",
                        Printable.of(met.getKey().toString()),
                        met.getValue());
                configure(config.withConflictLog());
                maintainSystemTables();
                return;
            }
        }
    }

    /** Runs the checks that should run only while no records are waiting. */
    void checkWhileIdle() {
        if (config.evolution().layout() == TableLayout.HEROKU) {
            untouchedRows.search(context.knownTables());
        }
    }

    /** Returns the work that was done last, for an error message after "Failed to". */
    String lastWork() {
        if (last == null) {
            return preparation;
        }
        Set<TableId> tables = last.tablesInWork();
        return tables.isEmpty() ? "write" : "write " + tables;
    }

    /** Describes a failure, with the statements that grant the missing rights, if that is its cause. */
    String explain(SQLException failure) {
        if (FailureKind.of(failure) != FailureKind.MISSING_GRANT) {
            return FailureReport.of(failure);
        }
        Set<String> missing = missingGrants();
        String needs = missing.isEmpty() ? "" : " The sink's user needs: " + String.join("; ", missing) + ".";
        return FailureReport.of(failure) + needs;
    }

    private Set<String> missingGrants() {
        try {
            return context.missingGrants();
        } catch (SQLException failure) {
            return Set.of();
        }
    }

    @Override
    public void close() {
        encoder.close();
    }
}
