/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import dev.tandem.plugin.metric.BeanName;
import dev.tandem.plugin.metric.JmxPublisher;
import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.plugin.resource.Closer;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.login.ApiBudget;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.object.ObjectWriter;
import dev.tandem.salesforce.sink.object.ObjectWriter.Progress;
import dev.tandem.salesforce.sink.settings.ObjectSettings;
import dev.tandem.salesforce.sink.settings.ObjectSettings.OnApiErrors;
import dev.tandem.salesforce.sink.settings.WriteOptionsGroup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that writes records of topics to objects.
 *
 * <p><b>Durability.</b> {@link #put} returns once Salesforce has answered every record, so offsets may be committed.
 * <p><b>Failure.</b> While Salesforce is busy, {@code put} throws what makes Connect deliver the same records again. They are queued
 * already, and those that were written are not sent again.
 */
final class ObjectTask implements RunningTask {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectTask.class);
    private static final long RETRY_MILLIS = 1_000;

    private final Closer opened;
    private final ObjectWriter writer;
    private final SinkTaskContext context;
    private final OnApiErrors onApiErrors;
    private final Duration maxRetryTime;
    private final Clock clock;
    /** The records that Connect delivers again until {@link #put} returns, by identity. */
    private final Set<SinkRecord> delivered = Collections.newSetFromMap(new IdentityHashMap<>());

    private final List<Future<Void>> reports = new ArrayList<>();
    /** The time of the first try of the queue; null if nothing is tried again. */
    private Instant stuckSince;

    private ObjectTask(SalesforceSinkConfig config, SinkTaskContext context, Clock clock, Closer opened) {
        this.opened = opened;
        this.context = context;
        this.clock = clock;
        this.onApiErrors = ObjectSettings.onApiErrors(config);
        this.maxRetryTime = config.maxRetryTime();
        MetricGroup<WriteMetric> metrics =
                new MetricGroup<>(WriteMetric.class, EnumSet.allOf(WriteMetric.class), "Tandem's Salesforce sink");
        JmxPublisher publisher = opened.add(new JmxPublisher(BeanName.ofType("salesforce-sink")));
        publisher.publish(metrics, config.tags());
        SalesforceApi api = config.salesforce();
        publisher.publishBean(new ApiBudget(api::budget), config.budgetTags());
        this.writer = new ObjectWriter(
                ObjectSettings.rules(config),
                api,
                new WriteApi(api, WriteOptionsGroup.headers(config)),
                this::reject,
                metrics);
    }

    static ObjectTask open(SalesforceSinkConfig config, SinkTaskContext context, Clock clock) {
        Closer opened = new Closer();
        try {
            return new ObjectTask(config, context, clock, opened);
        } catch (RuntimeException failure) {
            throw opened.closeAfter(failure);
        }
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        try {
            writer.add(records.stream().filter(delivered::add).toList());
            if (writer.write() instanceof Progress.Stuck stuck) {
                retry(stuck.reason(), null);
            }
            awaitReports();
            stuckSince = null;
            delivered.clear();
        } catch (SalesforceException failure) {
            if (failure.kind().isTransient()) {
                retry(failure.getMessage(), failure);
            }
            throw new ConnectException("Failed to write to Salesforce: " + failure.getMessage(), failure);
        }
    }

    private void retry(String reason, Exception cause) {
        Instant now = clock.instant();
        stuckSince = stuckSince == null ? now : stuckSince;
        if (Duration.between(stuckSince, now).compareTo(maxRetryTime) > 0) {
            throw new ConnectException(
                    "Failed to write to Salesforce for " + maxRetryTime.toSeconds() + " s: " + reason
                            + " Restart the connector when Salesforce works again.",
                    cause);
        }
        context.timeout(RETRY_MILLIS);
        throw new RetriableException("Failed to write to Salesforce: " + reason + " Trying again.", cause);
    }

    /** A rejected record may only count as done once its report is in the dead letter queue. */
    private void awaitReports() {
        try {
            for (Future<Void> report : reports) {
                report.get();
            }
            reports.clear();
        } catch (ExecutionException failure) {
            throw new ConnectException(
                    "Failed to report a rejected record. Check the dead letter queue topic.", failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Failed to report a rejected record: the task is stopping.", stopped);
        }
    }

    private void reject(SinkRecord record, String reason) {
        if (onApiErrors == OnApiErrors.IGNORE) {
            return;
        }
        ConnectException error = new ConnectException(reason);
        if (onApiErrors == OnApiErrors.LOG) {
            LOG.warn(
                    "{} Record: {}-{} offset {}.",
                    reason,
                    record.topic(),
                    record.kafkaPartition(),
                    record.kafkaOffset());
        } else if (context.errantRecordReporter() == null) {
            throw error;
        } else {
            reports.add(context.errantRecordReporter().report(record, error));
        }
    }

    @Override
    public void revoke() {
        writer.clear();
        delivered.clear();
        stuckSince = null;
    }

    @Override
    public void close() {
        opened.close();
    }
}
