/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.sink.record.RecordReader;
import dev.tandem.postgres.sink.routing.TableRouter;
import dev.tandem.postgres.sink.write.BadRecords;
import dev.tandem.postgres.sink.write.BatchWriter;
import dev.tandem.postgres.sink.write.FailureKind;
import dev.tandem.postgres.sink.write.Session;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink task that has been started. Records are durable in Postgres when {@link #put} returns, so Connect's own commit of
 * offsets is right as it is.
 */
final class StartedSinkTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartedSinkTask.class);

    private final Session session;
    private final BatchWriter writer;
    private final RetrySettings retries;
    private final SinkTaskContext context;
    private int failures;

    private StartedSinkTask(Session session, BatchWriter writer, RetrySettings retries, SinkTaskContext context) {
        this.session = session;
        this.writer = writer;
        this.retries = retries;
        this.context = context;
    }

    static StartedSinkTask open(PostgresSinkConfig config, SinkTaskContext context) {
        Session session = new Session(config.connection());
        BatchWriter writer = new BatchWriter(
                session,
                new RecordReader(config.records()),
                new TableRouter(config.routing()),
                config.writing(),
                badRecords(context));
        return new StartedSinkTask(session, writer, config.retries(), context);
    }

    void put(Collection<SinkRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        try {
            writer.write(List.copyOf(records));
            failures = 0;
        } catch (SQLException failure) {
            throw connectException(failure);
        }
    }

    private ConnectException connectException(SQLException failure) {
        if (FailureKind.of(failure) != FailureKind.PASSING) {
            return new ConnectException("Postgres refused the batch: " + failure.getMessage(), failure);
        }
        failures++;
        if (!retries.allows(failures)) {
            return new ConnectException(
                    "Postgres still fails after " + (failures - 1) + " retries (" + RetrySettings.MAX_RETRIES + "): "
                            + failure.getMessage(),
                    failure);
        }
        long wait = retries.waitMillis(failures, ThreadLocalRandom.current().nextDouble());
        LOG.warn("retry {} in {} ms after a passing failure: {}", failures, wait, failure.getMessage());
        context.timeout(wait);
        return new RetriableException(failure);
    }

    private static BadRecords badRecords(SinkTaskContext context) {
        return (record, reason, cause) -> {
            String message = "record " + record.topic() + "-" + record.kafkaPartition() + "@" + record.kafkaOffset()
                    + " cannot be written: " + reason;
            if (context.errantRecordReporter() == null) {
                throw new ConnectException(message, cause);
            }
            // Connect itself awaits the report before it commits the record's offset.
            var reported = context.errantRecordReporter().report(record, new ConnectException(message, cause));
            LOG.debug("{} (reported: {})", message, reported.isDone());
        };
    }

    @Override
    public void close() {
        session.close();
    }
}
