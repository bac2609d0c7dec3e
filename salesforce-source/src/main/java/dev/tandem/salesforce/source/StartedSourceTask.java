/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.ChangeEventStream;
import dev.tandem.salesforce.client.stream.StreamSettings;
import dev.tandem.salesforce.source.mapping.RecordFactory.Topic;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.metrics.Registration;
import dev.tandem.salesforce.source.metrics.TaskMetrics;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.pipeline.RecordQueue;
import dev.tandem.salesforce.source.pipeline.TaskPipelines;
import dev.tandem.salesforce.source.pipeline.TaskPipelines.FeedBounds;
import dev.tandem.salesforce.source.pipeline.TaskPipelines.ObjectStart;
import dev.tandem.salesforce.source.pipeline.TaskResources;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** A task that runs: its pipelines fill a queue, and poll empties it. Nothing is asked of Salesforce on Connect's thread. */
final class StartedSourceTask implements AutoCloseable {
    /** How soon a task that has nothing to emit sees that it is to stop. */
    private static final Duration POLL_WAIT = Duration.ofMillis(500);

    private final RecordQueue queue;
    private final int maxBatch;
    private final TaskPipelines pipelines;
    private final Registration registration;

    private StartedSourceTask(RecordQueue queue, int maxBatch, TaskPipelines pipelines, Registration registration) {
        this.queue = queue;
        this.maxBatch = maxBatch;
        this.pipelines = pipelines;
        this.registration = registration;
    }

    static StartedSourceTask open(SalesforceSourceConfig config, OffsetStorageReader offsets, Clock clock) {
        SalesforceApi api = SalesforceApi.of(
                config.connection().org(config.connection().maxRetryTime()),
                config.login().credentials());
        RecordQueue queue = new RecordQueue(config.queues().maxQueue());
        TaskResources resources = new TaskResources(api, queue, config.fields(), config.reads(), clock);
        List<ObjectStart> objects = objects(config, offsets);
        ChangeEventStream stream = ChangeEventStream.open(api, streamSettings(config));
        Registration registration = new Registration(config.connectorName(), config.taskId());
        objects.forEach(object -> registration.add(object.topic().object(), object.metrics()));
        registration.add(
                new TaskMetrics(objects.stream().map(ObjectStart::metrics).toList(), stream::counters, queue::size));
        TaskPipelines pipelines = TaskPipelines.start(
                config.connectorName() + "-" + config.taskId(),
                objects,
                resources,
                stream,
                new FeedBounds(config.queues().maxEvents(), config.queues().maxEventBytes()));
        return new StartedSourceTask(queue, config.queues().maxBatch(), pipelines, registration);
    }

    private static List<ObjectStart> objects(SalesforceSourceConfig config, OffsetStorageReader offsets) {
        List<Map<String, String>> partitions =
                config.taskObjects().stream().map(OffsetFormat::partition).toList();
        Map<Map<String, String>, Map<String, Object>> stored = offsets.offsets(partitions);
        List<ObjectStart> starts = new ArrayList<>();
        for (String object : config.taskObjects()) {
            Optional<StoredOffset> offset = Optional.ofNullable(stored.get(OffsetFormat.partition(object)))
                    .map(OffsetFormat::read);
            Topic topic = new Topic(
                    config.objects().topicPrefix(), object, config.objects().topic(object));
            starts.add(new ObjectStart(topic, offset, new ObjectMetrics()));
        }
        return starts;
    }

    private static StreamSettings streamSettings(SalesforceSourceConfig config) {
        StreamSettings defaults = StreamSettings.defaults();
        return new StreamSettings(
                config.connection().maxMessageSize(),
                defaults.maxQueuedBytes(),
                defaults.networkDelay(),
                config.reads().transactionMax(),
                defaults.backOffMin(),
                defaults.backOffMax(),
                defaults.closeTimeout());
    }

    /** Records in the order of emission per object; null when there are none yet. */
    List<SourceRecord> poll() throws InterruptedException {
        return queue.poll(maxBatch, POLL_WAIT);
    }

    @Override
    public void close() {
        pipelines.close();
        registration.close();
    }
}
