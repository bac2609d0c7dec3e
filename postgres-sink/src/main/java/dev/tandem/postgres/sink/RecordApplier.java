/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.pipeline.EncodingHandoff;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.Effect;
import dev.tandem.postgres.sink.record.RecordReader;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.record.Truncate;
import dev.tandem.postgres.sink.routing.TableRouter;
import dev.tandem.postgres.sink.twoway.TwoWayTables;
import dev.tandem.postgres.sink.write.BatchDivider;
import dev.tandem.postgres.sink.write.BatchWriter;
import dev.tandem.postgres.sink.write.SystemTables;
import dev.tandem.postgres.sink.write.WriteListener;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the records of a put: reads them as changes, routes them to tables, and writes them in batches. Used by one thread at a
 * time.
 */
final class RecordApplier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordApplier.class);

    private final Session session;
    private final EncodingHandoff encoding;
    private final TwoWayTables twoWay;
    private final WriteListener listener;
    private PostgresSinkConfig config;
    private SystemTables systemTables;
    private RecordReader reader;
    private BatchWriter writer;
    private TableRouter router;

    RecordApplier(
            PostgresSinkConfig config,
            Session session,
            EncodingHandoff encoding,
            TwoWayTables twoWay,
            WriteListener listener) {
        this.session = session;
        this.encoding = encoding;
        this.twoWay = twoWay;
        this.listener = listener;
        configure(config);
    }

    private void configure(PostgresSinkConfig settings) {
        config = settings;
        systemTables = new SystemTables(
                config.writing().tombstoneRetention(),
                config.writing().conflicts().kept(),
                Clock.systemUTC());
        reader = new RecordReader(config.records());
        writer = new BatchWriter(session, encoding, config.writing(), config.evolution(), twoWay, listener);
        router = null;
    }

    /**
     * Makes all records durable except those that it returns.
     *
     * @throws SQLException when Postgres fails as a whole; the same records can be written again
     */
    List<RejectedRecord> apply(Collection<SinkRecord> records) throws SQLException {
        prepare();
        logConflictsOfSharedTables(records);
        BatchDivider divider = new BatchDivider(writer);
        List<Change> changes = new ArrayList<>(records.size());
        for (SinkRecord record : records) {
            Effect effect = read(record, divider).orElse(null);
            if (effect instanceof Change change) {
                changes.add(change);
            } else if (effect instanceof Truncate truncate) {
                divider.write(changes);
                divider.releaseHeld();
                changes.clear();
                writer.truncate(truncate);
            }
            if (changes.size() == config.writing().batchSize()) {
                divider.write(changes);
                changes.clear();
            }
        }
        divider.write(changes);
        return divider.finish();
    }

    /**
     * Begins to log conflicts when several topics turn out to lead to one table, which with {@code topics.regex} only the records
     * show.
     */
    private void logConflictsOfSharedTables(Collection<SinkRecord> records) throws SQLException {
        if (!config.logsConflictsOnDemand()) {
            return;
        }
        for (SinkRecord record : records) {
            TableId table = router.tableOf(record);
            if (router.isShared(table)) {
                LOG.warn(
                        "Several topics lead to table {}, {} among them. Conflicts between them are logged in"
                                + " tandem.conflicts from now on. Set conflict.log=on, or route them to tables of their own.",
                        Printable.of(table.toString()),
                        record.topic());
                writer.close();
                configure(config.withConflictLog());
                prepare();
                return;
            }
        }
    }

    private void prepare() throws SQLException {
        if (router == null) {
            router = session.inLongTransaction(connection -> {
                systemTables.create(connection);
                return new TableRouter(config.routing(), Session.currentSchema(connection));
            });
        }
        if (systemTables.isPurgeDue()) {
            session.inLongTransaction(systemTables::purge);
        }
    }

    private Optional<Effect> read(SinkRecord record, BatchDivider divider) {
        TableId table = router.tableOf(record);
        try {
            return reader.read(record, table);
        } catch (RejectedRecordException rejection) {
            divider.reject(new RejectedRecord(record, Optional.of(table), rejection.getMessage(), rejection));
        } catch (RuntimeException broken) {
            // Its message may quote values.
            String reason = "Failed to read it: " + broken.getClass().getSimpleName()
                    + ". Compare the record's schemas with its values.";
            divider.reject(
                    new RejectedRecord(record, Optional.of(table), reason, FailureReport.withoutMessage(broken)));
        }
        return Optional.empty();
    }

    /** Does what can wait until no records do. */
    void idle() throws SQLException {
        writer.idle();
    }

    /** Returns the tables of the last batch, written or not. */
    Set<TableId> tablesInWork() {
        return writer.tablesInWork();
    }

    /** Returns the statements that grant the missing rights, for an error message. */
    String missingGrants() {
        return writer.missingGrants();
    }

    @Override
    public void close() {
        writer.close();
    }
}
