/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.sink.evolution.SchemaMismatchException;
import dev.tandem.postgres.sink.metrics.SinkMetrics;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.write.BatchWriter;
import dev.tandem.postgres.sink.write.WriteBehind;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink task that has been started. Records are durable in Postgres when {@link #put} returns, or else (with {@code
 * write.behind}) when {@link #preCommit} has given their offsets.
 */
final class StartedSinkTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartedSinkTask.class);
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final PostgresSinkConfig config;
    private final SinkTaskContext context;
    private final SinkMetrics metrics;
    private final Session session;
    private final BatchWriter writer;
    private final RecordWriter records;
    private final Optional<WriteBehind> behind;
    private int failures;

    StartedSinkTask(PostgresSinkConfig config, SinkTaskContext context, SinkMetrics metrics) {
        this.config = config;
        this.context = context;
        this.metrics = metrics;
        this.session = new Session(config.connection(), PostgresSinkConfig.APPLICATION_NAME);
        this.writer = new BatchWriter(session, config.writing(), config.evolution(), metrics);
        this.records = new RecordWriter(config, session, writer);
        this.behind =
                config.writing().behind() ? Optional.of(new WriteBehind(writer, records::write)) : Optional.empty();
    }

    void put(Collection<SinkRecord> put) {
        try {
            List<RejectedRecord> refused = behind.isPresent() ? behind.get().put(put) : records.write(put);
            failures = 0;
            // Only now, when the rest is durable: a retry of the batch would report them again.
            reportAll(refused);
            if (behind.isPresent() && behind.get().isBusy()) {
                context.timeout(LOOK_AGAIN_MILLIS);
            }
        } catch (SQLException failure) {
            throw connectException(failure);
        } catch (SchemaMismatchException mismatch) {
            throw new ConnectException(mismatch.getMessage(), mismatch);
        }
    }

    /** The offsets up to which everything is durable, and reported where it cannot be written. */
    Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        return behind.isEmpty() || behind.get().settle() ? offsets : Map.of();
    }

    /** The partitions are another task's from now on. */
    void revoke(Collection<TopicPartition> partitions) {
        behind.ifPresent(writes -> writes.revoke(partitions));
    }

    private void reportAll(List<RejectedRecord> refused) {
        List<Future<Void>> reports = refused.stream().map(this::report).toList();
        for (Future<Void> report : reports) {
            await(report);
        }
    }

    private Future<Void> report(RejectedRecord refused) {
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
            case TRANSIENT:
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
        behind.ifPresent(WriteBehind::close);
        writer.close();
        session.close();
        metrics.close();
    }
}
