/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.plugin.metric.BeanName;
import dev.tandem.plugin.metric.JmxPublisher;
import dev.tandem.plugin.resource.Closer;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.ChangeEventStream;
import dev.tandem.salesforce.client.stream.StreamSettings;
import dev.tandem.salesforce.login.ApiBudget;
import dev.tandem.salesforce.source.context.TaskResources;
import dev.tandem.salesforce.source.emit.RecordQueue;
import dev.tandem.salesforce.source.emit.SkippedRecords;
import dev.tandem.salesforce.source.emit.TopicClaims;
import dev.tandem.salesforce.source.emit.WorkerOffsets;
import dev.tandem.salesforce.source.feed.FeedBounds;
import dev.tandem.salesforce.source.feed.ObjectStart;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.metrics.TaskMetrics;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.pipeline.TaskPipelines;
import dev.tandem.salesforce.source.settings.EventChannel;
import dev.tandem.salesforce.source.settings.QueueSettings;
import dev.tandem.salesforce.source.transaction.TransactionEnds;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.TransactionContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** A running task: its pipelines fill a queue, and poll empties it. Connect's thread never waits for Salesforce. */
final class StartedSourceTask implements AutoCloseable {
    /** The time after which a task that has nothing to emit notices that it has to stop. */
    private static final Duration POLL_WAIT = Duration.ofMillis(500);

    private static final String TYPE = "salesforce-source";
    /** The limit of events that wait between the session and the objects. Each object has more room of its own. */
    private static final long MAX_QUEUED_BYTES = 1 << 20;

    private final RecordQueue queue;
    private final WorkerOffsets offsets;
    private final int maxBatch;
    private final Optional<TransactionEnds> transactions;
    private final SkippedRecords skipped;
    private final Closer opened;

    private StartedSourceTask(
            RecordQueue queue,
            WorkerOffsets offsets,
            int maxBatch,
            Optional<TransactionEnds> transactions,
            SkippedRecords skipped,
            Closer opened) {
        this.queue = queue;
        this.offsets = offsets;
        this.maxBatch = maxBatch;
        this.transactions = transactions;
        this.skipped = skipped;
        this.opened = opened;
    }

    /**
     * Starts the pipelines. Closes what it has opened if that fails.
     *
     * @param worker present if the connector defines the worker's transactions
     */
    static StartedSourceTask open(
            SalesforceSourceConfig config,
            OffsetStorageReader reader,
            Optional<TransactionContext> worker,
            Clock clock) {
        Closer opened = new Closer();
        try {
            RecordQueue queue =
                    new RecordQueue(config.queues().maxQueue(), config.queues().maxQueueBytes());
            WorkerOffsets offsets = new WorkerOffsets(reader);
            List<ObjectStart> objects = objects(config, reader);
            SkippedRecords skipped = new SkippedRecords(
                    objects.stream()
                            .collect(Collectors.toMap(object -> object.topic().object(), ObjectStart::metrics)),
                    config.toleratesErrors());
            TaskPipelines pipelines =
                    open(config, objects, new Outlet(queue, offsets, worker.isPresent()), clock, opened);
            QueueSettings bounds = config.queues();
            Optional<TransactionEnds> transactions = worker.map(context ->
                    new TransactionEnds(context, bounds.maxQueue(), bounds.maxQueueBytes(), pipelines::isUnderWay));
            return new StartedSourceTask(queue, offsets, config.queues().maxBatch(), transactions, skipped, opened);
        } catch (RuntimeException failure) {
            throw opened.closeAfter(failure);
        }
    }

    /**
     * The way of records to the worker, and of what it has stored back.
     *
     * @param endsTransactions whether the ends of transactions are looked for
     */
    private record Outlet(RecordQueue queue, WorkerOffsets offsets, boolean endsTransactions) {}

    private static TaskPipelines open(
            SalesforceSourceConfig config, List<ObjectStart> objects, Outlet outlet, Clock clock, Closer opened) {
        SalesforceApi api = SalesforceApi.of(
                config.connection().org(config.connection().maxRetryTime()),
                config.login().credentials(),
                config.connection().budget());
        StreamSettings settings = streamSettings(config);
        ChangeEventStream stream = opened.add(ChangeEventStream.open(
                api, outlet.endsTransactions() ? settings.withSilence(TransactionEnds.SILENCE) : settings));
        TaskMetrics metrics = new TaskMetrics(
                objects.stream().map(ObjectStart::metrics).toList(),
                stream::counters,
                outlet.queue()::size,
                outlet.queue()::bytes,
                config.queues().maxQueueBytes(),
                outlet.queue()::idleTime);
        JmxPublisher publisher = opened.add(new JmxPublisher(BeanName.ofType(TYPE)));
        publish(config, objects, metrics, publisher);
        publishBudget(config, api, publisher);
        TopicClaims topics = opened.add(new TopicClaims(config.connectorName(), config.destination()));
        return opened.add(TaskPipelines.start(
                config.connectorName() + "-" + config.taskId(),
                objects,
                new TaskResources(
                        api,
                        outlet.queue(),
                        topics,
                        outlet.offsets(),
                        config.fields(),
                        config.records(),
                        config.reads(),
                        clock),
                stream,
                new FeedBounds(config.queues().maxEvents(), config.queues().maxEventBytes()),
                config.signals()));
    }

    private static void publish(
            SalesforceSourceConfig config, List<ObjectStart> objects, TaskMetrics metrics, JmxPublisher publisher) {
        Map<String, String> task = new LinkedHashMap<>();
        task.put("connector", config.connectorName());
        task.put("task", config.taskId());
        publisher.publishBean(metrics, task);
        for (ObjectStart object : objects) {
            Map<String, String> tags = new LinkedHashMap<>(task);
            tags.put("object", object.topic().object());
            publisher.publishBean(object.metrics(), tags);
        }
    }

    private static void publishBudget(SalesforceSourceConfig config, SalesforceApi api, JmxPublisher publisher) {
        Map<String, String> budget = new LinkedHashMap<>();
        budget.put("connector", config.connectorName());
        budget.put("task", config.taskId());
        budget.put("api", "budget");
        publisher.publishBean(new ApiBudget(api::budget), budget);
    }

    private static List<ObjectStart> objects(SalesforceSourceConfig config, OffsetStorageReader offsets) {
        List<String> sources = config.taskSources();
        Map<Map<String, String>, Map<String, Object>> stored =
                offsets.offsets(sources.stream().map(OffsetFormat::partition).toList());
        List<ObjectStart> starts = new ArrayList<>();
        for (String source : sources) {
            Optional<StoredOffset> offset = Optional.ofNullable(stored.get(OffsetFormat.partition(source)))
                    .map(OffsetFormat::read);
            starts.add(start(config, source, offset));
        }
        return starts;
    }

    private static ObjectStart start(SalesforceSourceConfig config, String source, Optional<StoredOffset> offset) {
        Optional<EventChannel> channel = EventChannel.ofAddress(source);
        return channel.isPresent()
                ? new ObjectStart(config.objects().topic(channel.get()), source, offset, new ObjectMetrics())
                : new ObjectStart(
                        config.objects().topic(source),
                        config.customChannels().of(new SObjectName(source)),
                        offset,
                        new ObjectMetrics());
    }

    private static StreamSettings streamSettings(SalesforceSourceConfig config) {
        StreamSettings defaults = StreamSettings.defaults();
        return new StreamSettings(
                config.queues().maxMessageSize(),
                MAX_QUEUED_BYTES,
                shorter(defaults.networkDelay(), config.connection().answerTimeout()),
                config.reads().transactionMax(),
                defaults.backOffMin(),
                defaults.backOffMax(),
                defaults.closeTimeout());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Returns records in the order of emission per object; null when there are none yet, as Connect expects. */
    List<SourceRecord> poll() throws InterruptedException {
        if (transactions.isEmpty()) {
            List<SourceRecord> records = queue.poll(maxBatch, POLL_WAIT).records();
            return records.isEmpty() ? null : records;
        }
        TransactionEnds ends = transactions.get();
        return ends.release(queue.poll(maxBatch, ends.limit(POLL_WAIT)));
    }

    /** Notes that the worker has stored the offsets of records that it has produced. */
    void markCommitted() {
        offsets.markCommitted();
    }

    /** Counts a record that the worker has not written. */
    void countSkipped(SourceRecord record) {
        skipped.add(record);
        offsets.markPassedOver(record);
    }

    @Override
    public void close() {
        opened.close();
    }
}
