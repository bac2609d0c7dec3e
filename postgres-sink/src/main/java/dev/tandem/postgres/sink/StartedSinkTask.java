/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.sink.evolution.SchemaMismatchException;
import dev.tandem.postgres.sink.evolution.SystemTables;
import dev.tandem.postgres.sink.metrics.SinkMetrics;
import dev.tandem.postgres.sink.record.BadRecordException;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RecordReader;
import dev.tandem.postgres.sink.routing.TableRouter;
import dev.tandem.postgres.sink.table.TableId;
import dev.tandem.postgres.sink.write.BatchWriter;
import dev.tandem.postgres.sink.write.FailureKind;
import dev.tandem.postgres.sink.write.FailureReport;
import dev.tandem.postgres.sink.write.Refused;
import dev.tandem.postgres.sink.write.Session;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink task that has been started: reads what records do to which rows, and writes that. Records are durable in Postgres when
 * {@link #put} returns, so Connect's own commit of offsets is right as it is.
 */
final class StartedSinkTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartedSinkTask.class);

    private final PostgresSinkConfig config;
    private final SinkTaskContext context;
    private final SinkMetrics metrics;
    private final Session session;
    private final SystemTables systemTables;
    private final RecordReader reader;
    private final BatchWriter writer;
    private TableRouter router;
    private int failures;

    StartedSinkTask(PostgresSinkConfig config, SinkTaskContext context, SinkMetrics metrics) {
        this.config = config;
        this.context = context;
        this.metrics = metrics;
        this.session = new Session(config.connection());
        this.systemTables = new SystemTables(
                config.writing().tombstoneRetention(),
                config.writing().conflicts().kept(),
                Clock.systemUTC());
        this.reader = new RecordReader(config.records());
        this.writer = new BatchWriter(session, config.writing(), config.evolution(), metrics);
    }

    void put(Collection<SinkRecord> records) {
        try {
            prepare();
            if (!records.isEmpty()) {
                write(records);
            }
            failures = 0;
        } catch (SQLException failure) {
            throw connectException(failure);
        } catch (SchemaMismatchException mismatch) {
            throw new ConnectException(mismatch.getMessage(), mismatch);
        }
    }

    private void prepare() throws SQLException {
        if (router == null) {
            router = session.inTransaction(connection -> {
                systemTables.create(connection);
                return new TableRouter(config.routing(), Session.currentSchema(connection));
            });
        }
        if (systemTables.isPurgeDue()) {
            session.inTransaction(systemTables::purge);
        }
    }

    private void write(Collection<SinkRecord> records) throws SQLException {
        List<Refused> refused = new ArrayList<>();
        List<Change> changes = new ArrayList<>(records.size());
        for (SinkRecord record : records) {
            TableId table = router.tableOf(record);
            boolean truncate = RecordReader.isTruncate(record);
            if (truncate && config.records().truncates()) {
                writer.write(changes, refused);
                changes.clear();
                writer.truncate(reader.truncate(record, table));
            } else if (!truncate) {
                read(record, table, refused).ifPresent(changes::add);
            }
            if (changes.size() == config.writing().batchSize()) {
                writer.write(changes, refused);
                changes.clear();
            }
        }
        writer.write(changes, refused);
        // Only now, when the rest is durable: a retry of the batch would report them again.
        List<Future<Void>> reports = refused.stream().map(this::report).toList();
        for (Future<Void> report : reports) {
            await(report);
        }
    }

    private Optional<Change> read(SinkRecord record, TableId table, List<Refused> refused) {
        try {
            return reader.read(record, table);
        } catch (BadRecordException bad) {
            refused.add(new Refused(record, Optional.of(table), bad.getMessage(), bad));
            return Optional.empty();
        }
    }

    private Future<Void> report(Refused refused) {
        metrics.refused(refused);
        SinkRecord record = refused.record();
        String message = "record " + record.topic() + "-" + record.kafkaPartition() + "@" + record.kafkaOffset()
                + " cannot be written: " + refused.reason();
        if (context.errantRecordReporter() == null) {
            throw new ConnectException(message, refused.cause());
        }
        LOG.debug("{} (reported)", message);
        return context.errantRecordReporter().report(record, new ConnectException(message, refused.cause()));
    }

    private static void await(Future<Void> report) {
        try {
            report.get();
        } catch (ExecutionException failure) {
            throw new ConnectException("a record that cannot be written cannot be reported either", failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new RetriableException("stopped before a record that cannot be written was reported", stopped);
        }
    }

    private ConnectException connectException(SQLException failure) {
        String what = "Postgres fails" + (writer.inWork().isEmpty() ? ": " : " to write " + writer.inWork() + ": ")
                + FailureReport.of(failure);
        switch (FailureKind.of(failure)) {
            case PASSING:
                return retry(what, failure);
            case MISSING_GRANT:
                return connectException(what + "; the sink's user needs: " + writer.missingGrants(), failure);
            default:
                return connectException(what, failure);
        }
    }

    private static ConnectException connectException(String message, SQLException failure) {
        return new ConnectException(message, FailureReport.withoutValues(failure));
    }

    private ConnectException retry(String what, SQLException failure) {
        failures++;
        if (!config.retries().allows(failures)) {
            return connectException(
                    what + " (still so after " + (failures - 1) + " retries, " + RetrySettings.MAX_RETRIES + ")",
                    failure);
        }
        metrics.retried();
        long wait = config.retries()
                .waitMillis(failures, ThreadLocalRandom.current().nextDouble());
        LOG.warn("retry {} in {} ms after a passing failure: {}", failures, wait, what);
        context.timeout(wait);
        return new RetriableException(what, FailureReport.withoutValues(failure));
    }

    @Override
    public void close() {
        session.close();
        metrics.close();
    }
}
