/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.plugin.resource.Closer;
import dev.tandem.plugin.time.SteadyClock;
import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.sink.metrics.SinkMetrics;
import dev.tandem.postgres.sink.position.RestoreWatch;
import dev.tandem.postgres.sink.put.PutOutcome;
import dev.tandem.postgres.sink.record.Revocation;
import dev.tandem.postgres.sink.schema.SchemaMismatchException;
import dev.tandem.postgres.sink.stop.StoppedTables;
import dev.tandem.postgres.sink.twoway.ReplicationOrigin;
import dev.tandem.postgres.sink.twoway.TwoWayTables;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink task that has been started: it passes puts on to {@link WriteBehind}, reports the records that were rejected, and asks for
 * retries after transient failures.
 *
 * <p><b>Durability.</b> Records are durable in Postgres once {@link #preCommit} has returned their offsets, which by default
 * happens some time after {@link #put} has returned (see {@link WriteBehind}).
 *
 * <p><b>Threads.</b> Call every method from the task's thread.
 */
final class StartedSinkTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartedSinkTask.class);
    private static final long BUSY_POLL_MILLIS = 100;

    private final PostgresSinkConfig config;
    private final SinkTaskContext context;
    private final SinkMetrics metrics;
    private final PutPreparer preparer;
    private final RestoreWatch watch;
    private final StoppedTables stopped;
    private final WriteBehind writes;
    private final Closer opened;
    private final RejectionReports rejections;
    private int failures;
    /** The time of {@link System#nanoTime} before which a failed write is not tried again. Counts only after a failure. */
    private long nextTry;

    private StartedSinkTask(
            PostgresSinkConfig config,
            SinkTaskContext context,
            SinkMetrics metrics,
            PutPreparer preparer,
            RestoreWatch watch,
            StoppedTables stopped,
            WriteBehind writes,
            Closer opened) {
        this.config = config;
        this.context = context;
        this.metrics = metrics;
        this.rejections = new RejectionReports(context, metrics);
        this.preparer = preparer;
        this.watch = watch;
        this.stopped = stopped;
        this.writes = writes;
        this.opened = opened;
    }

    /** Opens what the task needs. If that fails, everything opened so far is closed again. */
    static StartedSinkTask open(PostgresSinkConfig config, SinkTaskContext context, SinkMetrics metrics) {
        Closer opened = new Closer();
        try {
            opened.add(metrics);
            Session session = opened.add(new Session(config.connection(), PostgresSinkConfig.APPLICATION_NAME));
            ReplicationOrigin origin = new ReplicationOrigin(
                    session, config.twoWay().origin(), config.taskName(), SteadyClock.start(), metrics::setOriginUsed);
            TwoWayTables twoWay =
                    new TwoWayTables(session, config.twoWay(), config.routing().naming(), origin);
            PutPreparer preparer = opened.add(new PutPreparer(config, session, twoWay, metrics));
            StoppedTables stopped = new StoppedTables(
                    context, failures -> waitMillis(config, failures), preparer::explain, metrics::setStopped);
            RestoreWatch watch = new RestoreWatch(
                    session, config.connectorName(), context, stopped::seek, metrics::countPartitionBehind);
            WriteBehind writes = opened.add(
                    new WriteBehind(preparer, watch, stopped, config.writing().behind()));
            return new StartedSinkTask(config, context, metrics, preparer, watch, stopped, writes, opened);
        } catch (RuntimeException failure) {
            throw opened.closeAfter(failure);
        }
    }

    void assign(Collection<TopicPartition> partitions) {
        watch.open(partitions);
        stopped.open(partitions);
    }

    void put(Collection<SinkRecord> records) {
        awaitNextTry();
        watch.beginPut();
        stopped.beginPut();
        try {
            PutOutcome outcome = writes.put(records);
            if (failures > 0) {
                LOG.info("Writing again after {} retries.", failures);
                failures = 0;
            }
            // Only now, when they will not be written again: a retry of the put would report them again.
            rejections.report(outcome.rejected());
            if (!outcome.isFinished() && !records.isEmpty()) {
                throw handBack(outcome);
            }
            if (records.isEmpty() && !writes.isBusy()) {
                metrics.resetLag();
                preparer.checkWhileIdle();
            }
            watch.endPut();
            stopped.endPut();
            if (writes.isBusy()) {
                context.timeout(BUSY_POLL_MILLIS);
            }
        } catch (SQLException failure) {
            throw retryOrFail(failure);
        } catch (SchemaMismatchException mismatch) {
            throw new ConnectException(mismatch.getMessage(), mismatch);
        } catch (KafkaException known) {
            throw known;
        } catch (RuntimeException unexpected) {
            // Its message may quote values.
            throw new ConnectException(
                    "Failed to " + preparer.lastWork() + ": "
                            + unexpected.getClass().getSimpleName()
                            + ". No record is known to cause it, so none was rejected. Report it with its stack trace.",
                    FailureReport.withoutMessage(unexpected));
        }
    }

    /**
     * Sends the worker away until the next try is due. The worker comes early whenever it is to commit offsets ({@code
     * offset.flush.interval.ms}), and would use up the retries.
     */
    private void awaitNextTry() {
        long rest = failures == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nextTry - System.nanoTime());
        if (rest > 0) {
            context.timeout(rest);
            throw new RetriableException("Retry " + failures + " is due in " + rest + " ms.");
        }
    }

    /**
     * Returns the offsets if everything before them is durable, or reported where it was rejected; else none. Those of partitions that the
     * database lacks records of are left out.
     */
    Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        return rejections.isComplete() && writes.awaitDurability()
                ? watch.store(stopped.withoutHeld(offsets))
                : Map.of();
    }

    /** Leaves the partitions to another task. */
    void revoke(Collection<TopicPartition> partitions) {
        writes.revoke(new Revocation(partitions, context.assignment()));
        watch.close(partitions);
        stopped.close(partitions);
    }

    /** Asks the worker to poll and then deliver these records again, so that the task stays in its group. */
    private RetriableException handBack(PutOutcome outcome) {
        context.timeout(BUSY_POLL_MILLIS);
        return new RetriableException("Rejected " + outcome.rejected().size() + " records within "
                + config.writing().timeLimit().toMillis() + " ms. The others are written next.");
    }

    /** Returns what to throw: a request to put the same records again, or the end of the task. */
    private ConnectException retryOrFail(SQLException failure) {
        String what = "Failed to " + preparer.lastWork() + ": " + preparer.explain(failure);
        return FailureKind.of(failure) == FailureKind.TRANSIENT
                ? retry(what, failure)
                : connectException(what, failure);
    }

    private static ConnectException connectException(String message, SQLException failure) {
        return new ConnectException(message, FailureReport.withoutValues(failure));
    }

    private ConnectException retry(String what, SQLException failure) {
        failures++;
        if (!config.retries().allows(failures)) {
            return connectException(
                    what + " The failure persists after " + (failures - 1) + " retries. Remove its cause, or raise "
                            + RetrySettings.MAX_RETRIES + ".",
                    failure);
        }
        metrics.countRetry();
        long wait = waitMillis(config, failures);
        LOG.warn("Retry {} in {} ms after a transient failure: {}", failures, wait, what);
        nextTry = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
        context.timeout(wait);
        return new RetriableException(what, FailureReport.withoutValues(failure));
    }

    private static long waitMillis(PostgresSinkConfig config, int failures) {
        return config.retries().waitMillis(failures, ThreadLocalRandom.current().nextDouble());
    }

    @Override
    public void close() {
        opened.close();
    }
}
