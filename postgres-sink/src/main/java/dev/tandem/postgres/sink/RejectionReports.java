/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.plugin.time.SteadyClock;
import dev.tandem.postgres.session.Printable;
import dev.tandem.postgres.sink.metrics.SinkMetrics;
import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.write.TableWarnings;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reports of rejected records to Connect, which passes them to the dead letter queue. If a report is interrupted, its
 * record stays queued. Used by the task's thread.
 */
final class RejectionReports {
    private static final Logger LOG = LoggerFactory.getLogger(RejectionReports.class);

    private final SinkTaskContext context;
    private final SinkMetrics metrics;
    private final TableWarnings warnings = new TableWarnings(SteadyClock.start(), LOG::warn);
    private final Queue<RejectedRecord> unreported = new ArrayDeque<>();
    private final Queue<Future<Void>> unanswered = new ArrayDeque<>();

    RejectionReports(SinkTaskContext context, SinkMetrics metrics) {
        this.context = context;
        this.metrics = metrics;
    }

    /** Returns whether all rejected records are reported. */
    boolean isComplete() {
        return unreported.isEmpty() && unanswered.isEmpty();
    }

    /** Reports records, after those whose report was interrupted, and waits until Connect has them. */
    void report(List<RejectedRecord> rejected) {
        unreported.addAll(rejected);
        for (RejectedRecord next = unreported.peek(); next != null; next = unreported.peek()) {
            unanswered.add(report(next));
            unreported.remove();
        }
        for (Future<Void> next = unanswered.peek(); next != null; next = unanswered.peek()) {
            await(next);
            unanswered.remove();
        }
    }

    private Future<Void> report(RejectedRecord rejected) {
        metrics.countRejection(rejected);
        SinkRecord record = rejected.record();
        String message = Printable.of("Record " + record.topic() + "-" + record.kafkaPartition() + "@"
                + record.kafkaOffset() + " was rejected: " + rejected.reason());
        if (context.errantRecordReporter() == null) {
            throw new ConnectException(
                    message
                            + " Set errors.tolerance=all and errors.deadletterqueue.topic.name to go on without such records.",
                    rejected.cause());
        }
        rejected.table().ifPresentOrElse(table -> warnings.warn(table, message), () -> LOG.warn("{}", message));
        return context.errantRecordReporter().report(record, new ConnectException(message, rejected.cause()));
    }

    private static void await(Future<Void> report) {
        try {
            report.get();
        } catch (ExecutionException failure) {
            throw new ConnectException(
                    "Failed to report a rejected record. Check the dead letter queue topic.", failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new RetriableException("Stopped before a rejected record was reported.", stopped);
        }
    }
}
