/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import dev.tandem.plugin.log.LogContext;
import dev.tandem.plugin.metric.BeanName;
import dev.tandem.plugin.metric.JmxPublisher;
import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.plugin.resource.Closer;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.login.ApiBudget;
import dev.tandem.salesforce.sink.metrics.TableMetric;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.pending.PendingWatch;
import dev.tandem.salesforce.sink.settings.TableSettings;
import dev.tandem.salesforce.sink.settings.WriteOptionsGroup;
import dev.tandem.salesforce.sink.settings.WriteSettings;
import dev.tandem.salesforce.sink.signal.SignalForwarder;
import dev.tandem.salesforce.sink.signal.SignalSettings;
import dev.tandem.salesforce.sink.signal.SlotSignals;
import dev.tandem.salesforce.sink.table.EditSettings;
import dev.tandem.salesforce.sink.table.TableMapping;
import dev.tandem.salesforce.sink.table.TablePreparation;
import dev.tandem.salesforce.sink.wake.NotificationListener;
import dev.tandem.salesforce.sink.wake.RowImages;
import dev.tandem.salesforce.sink.wake.SlotWatch;
import dev.tandem.salesforce.sink.wake.WakeUps;
import dev.tandem.salesforce.sink.write.TaskWriteBack;
import dev.tandem.salesforce.sink.write.TaskWriteBack.Role;
import dev.tandem.salesforce.sink.write.send.CallPool;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task at work: records wake the write-back, which runs on a thread of its own.
 *
 * <p><b>Durability.</b> {@link #put} returns at once, and its offsets may be committed, because the rows themselves say what is pending.
 */
final class TableTask implements RunningTask {
    private static final Logger LOG = LoggerFactory.getLogger(TableTask.class);
    private static final String APPLICATION_NAME = "tandem-salesforce-sink";
    private static final long STOP_MILLIS = 3_500;
    private static final long INTERRUPT_MILLIS = 500;

    private final Closer opened;
    private final RowImages images;
    private final TaskWriteBack writeBack;

    private TableTask(Closer opened, RowImages images, TaskWriteBack writeBack) {
        this.opened = opened;
        this.images = images;
        this.writeBack = writeBack;
    }

    static TableTask open(SalesforceSinkConfig config, Clock clock) {
        Closer opened = new Closer();
        try {
            List<TableMapping> mappings = TableSettings.mappings(config);
            List<TableId> tables = mappings.stream().map(TableMapping::table).toList();
            WriteSettings settings = WriteOptionsGroup.from(config);
            EditSettings edits = TableSettings.edits(config);
            MetricGroup<WriteMetric> metrics =
                    new MetricGroup<>(WriteMetric.class, EnumSet.allOf(WriteMetric.class), "Tandem's Salesforce sink");
            JmxPublisher publisher = opened.add(new JmxPublisher(BeanName.ofType("salesforce-sink")));
            publisher.publish(metrics, config.tags());
            WakeUps wakeUps = new WakeUps(clock);
            Session session = opened.add(new Session(config.postgres(), APPLICATION_NAME, settings.lockTimeout()));
            CallPool calls = opened.add(new CallPool(settings.parallelCalls()));
            SalesforceApi api = config.salesforce();
            publisher.publishBean(new ApiBudget(api::budget), config.budgetTags());
            Role role = config.isOnlyTask() ? Role.ONLY : config.taskId() == 0 ? Role.FIRST : Role.OTHER;
            TaskWriteBack.Setup setup = new TaskWriteBack.Setup(
                    session,
                    api,
                    calls,
                    settings,
                    new TablePreparation(api, edits, mappings),
                    wakeUps,
                    TableSettings.replicationSlot(config)
                            .map(slot ->
                                    new SlotWatch(session, slot, slotSignals(config, tables), wakeUps, metrics, clock)),
                    metrics,
                    role,
                    clock);
            TaskWriteBack writeBack =
                    new TaskWriteBack(setup, mappings, new WriteApi(api, WriteOptionsGroup.headers(config)));
            if (edits.wakeUp() == WakeUp.NOTIFY) {
                Session listening = new Session(config.postgres(), APPLICATION_NAME + "-listener");
                opened.add(NotificationListener.start(listening, tables, wakeUps, writeBack::fail));
            }
            startSignals(config, edits, tables, writeBack, opened);
            if (config.taskId() == 0) {
                opened.add(watchPending(config, tables, publisher, writeBack));
            }
            Thread thread = LogContext.ofThisThread().thread(APPLICATION_NAME + "-" + config.taskId(), writeBack);
            thread.setUncaughtExceptionHandler((ended, cause) -> writeBack.fail(cause));
            thread.start();
            opened.add(() -> stop(calls, thread));
            return new TableTask(opened, new RowImages(tables, wakeUps), writeBack);
        } catch (RuntimeException failure) {
            throw opened.closeAfter(failure);
        }
    }

    /** Returns the signals that travel through the replication slot; empty if this connector forwards them. */
    private static Optional<SlotSignals> slotSignals(SalesforceSinkConfig config, List<TableId> tables) {
        return SignalSettings.from(config).isPresent() ? Optional.empty() : Optional.of(new SlotSignals(tables));
    }

    private static PendingWatch watchPending(
            SalesforceSinkConfig config, List<TableId> tables, JmxPublisher publisher, TaskWriteBack writeBack) {
        Map<TableId, MetricGroup<TableMetric>> metrics = new HashMap<>();
        for (TableId table : tables) {
            MetricGroup<TableMetric> group = new MetricGroup<>(
                    TableMetric.class, EnumSet.allOf(TableMetric.class), "A two-way table of Tandem's Salesforce sink");
            publisher.publish(group, config.tableTags(table));
            metrics.put(table, group);
        }
        WriteSettings settings = WriteOptionsGroup.from(config);
        Session session = new Session(config.postgres(), APPLICATION_NAME + "-pending", settings.lockTimeout());
        return PendingWatch.start(session, metrics, settings.sweepInterval(), writeBack::fail);
    }

    /** Starts to forward requests for re-reads. One task does so for all. */
    private static void startSignals(
            SalesforceSinkConfig config,
            EditSettings edits,
            List<TableId> tables,
            TaskWriteBack writeBack,
            Closer opened) {
        Optional<SignalSettings> signals = SignalSettings.from(config);
        if (config.taskId() == 0 && signals.isPresent()) {
            Session session = new Session(config.postgres(), APPLICATION_NAME + "-signals");
            opened.add(SignalForwarder.start(session, tables, signals.get(), writeBack::fail));
        } else if (config.taskId() == 0 && edits.wakeUp() == WakeUp.NOTIFY) {
            LOG.warn(
                    "Requests for re-reads wait in tandem.signals, because nothing carries them to the source. Set {}"
                            + " here and in the source.",
                    SignalSettings.TOPIC);
        }
    }

    /** Lets calls under way end and records their answers, as long as Kafka Connect waits for the task. */
    private static void stop(CallPool calls, Thread thread) throws InterruptedException {
        calls.stop();
        thread.join(STOP_MILLIS);
        thread.interrupt();
        thread.join(INTERRUPT_MILLIS);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        if (writeBack.failure() != null) {
            throw new ConnectException(
                    "Failed to write local edits to Salesforce: "
                            + writeBack.failure().getMessage(),
                    writeBack.failure());
        }
        images.wake(records);
    }

    @Override
    public void revoke() {
        // The rows themselves say what is pending.
    }

    @Override
    public void close() {
        opened.close();
    }
}
