/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.Effect;
import dev.tandem.postgres.sink.record.RecordReader;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.record.Truncate;
import dev.tandem.postgres.sink.routing.TableRouter;
import dev.tandem.postgres.sink.write.BatchDivider;
import dev.tandem.postgres.sink.write.BatchWriter;
import dev.tandem.postgres.sink.write.SystemTables;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/** Applies the records of a put: reads them as changes, routes them to tables, and writes them in batches. Used by one thread at a time. */
final class RecordApplier {
    private final PostgresSinkConfig config;
    private final Session session;
    private final SystemTables systemTables;
    private final RecordReader reader;
    private final BatchWriter writer;
    private TableRouter router;

    RecordApplier(PostgresSinkConfig config, Session session, BatchWriter writer) {
        this.config = config;
        this.session = session;
        this.systemTables = new SystemTables(
                config.writing().tombstoneRetention(),
                config.writing().conflicts().kept(),
                Clock.systemUTC());
        this.reader = new RecordReader(config.records());
        this.writer = writer;
    }

    /**
     * Makes all records durable except those that it returns.
     *
     * @throws SQLException when Postgres fails as a whole; the same records can be written again
     */
    List<RejectedRecord> apply(Collection<SinkRecord> records) throws SQLException {
        prepare();
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
}
