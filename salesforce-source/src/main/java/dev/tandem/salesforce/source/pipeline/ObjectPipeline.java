/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.event.VersionClock;
import dev.tandem.salesforce.client.bulk.BulkQuery;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.SnapshotOffset;
import dev.tandem.salesforce.source.offset.SourceOffset;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.settings.ObjectTopic;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one object into the queue, from wherever it stands: rows while it is being read, events otherwise. Runs on a thread
 * of its own until it is interrupted or fails; a failure is lasting, since passing ones are retried by the client.
 */
final class ObjectPipeline implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectPipeline.class);

    private static final long CLOCK_CHECK_MS = 200;

    private final ObjectTopic topic;
    private final TaskResources task;
    private final ObjectFeed feed;
    private final Optional<StoredOffset> stored;
    private final ObjectMetrics metrics;
    private final FailureListener failures;

    /** Learns of the failure that has stopped an object. */
    interface FailureListener {
        void stopped(String object, RuntimeException failure);
    }

    ObjectPipeline(
            ObjectTopic topic,
            TaskResources task,
            ObjectFeed feed,
            Optional<StoredOffset> stored,
            ObjectMetrics metrics,
            FailureListener failures) {
        this.topic = topic;
        this.task = task;
        this.feed = feed;
        this.stored = stored;
        this.metrics = metrics;
        this.failures = failures;
    }

    @Override
    public void run() {
        try {
            bring();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            enter(PipelinePhase.STOPPED);
        } catch (RuntimeException failure) {
            if (Thread.currentThread().isInterrupted()) {
                LOG.debug("{}: stopped within a call", topic.object(), failure);
                enter(PipelinePhase.STOPPED);
            } else {
                metrics.failed(failure.getMessage());
                failures.stopped(topic.object(), failure);
            }
        }
    }

    private void bring() throws InterruptedException {
        SalesforceApi api = task.api();
        RecordFactory factory = new RecordFactory(
                OffsetFormat.partition(topic.object()), topic, api.token().orgId(), task.clock());
        ObjectSchema schema =
                new ObjectSchema(api, new SObjectName(topic.object()), topic.topic(), task.fields(), metrics);
        Handover handover = new Handover(topic.object(), feed, api, task.reads(), metrics);
        Instant started = api.serverTime();
        VersionClock clock = new VersionClock(firstVersion(started));
        SourceOffset at = handover.begin(stored.map(StoredOffset::offset), clock.last());
        awaitSecondAfter(started, api);
        Optional<String> columns = stored.flatMap(StoredOffset::columns);
        columns.ifPresent(schema::compareWith);
        ObjectEmitter emitter = new ObjectEmitter(task.queue(), clock, metrics, new StoredOffset(at, columns));
        SnapshotReader reader = new SnapshotReader(
                schema,
                new BulkQuery(api),
                factory,
                emitter,
                metrics,
                task.reads().pageRows());
        StreamFollower follower = new StreamFollower(
                feed,
                schema,
                api,
                handover,
                factory,
                emitter,
                metrics,
                task.reads().gapRecovery(),
                task.clock());
        while (true) {
            if (at instanceof SnapshotOffset reading) {
                enter(PipelinePhase.SNAPSHOT);
                at = reader.read(reading);
            } else {
                enter(PipelinePhase.STREAMING);
                at = follower.follow((StreamOffset) at);
            }
        }
    }

    /**
     * Later than whatever an earlier run handed out: that may be more than was stored, but was no further ahead of
     * Salesforce's clock than its servers differ.
     */
    private long firstVersion(Instant started) {
        long ahead = RecordFactory.micros(started.plus(task.reads().clockMargin()));
        return Math.max(ahead, stored.map(before -> before.offset().version()).orElse(0L));
    }

    /** Salesforce's clock counts in seconds; a run that emitted in the second of its start could not be told from the next. */
    private static void awaitSecondAfter(Instant started, SalesforceApi api) throws InterruptedException {
        while (!api.serverTime().isAfter(started)) {
            Thread.sleep(CLOCK_CHECK_MS);
        }
    }

    private void enter(PipelinePhase phase) {
        LOG.info("{}: {}", topic.object(), phase);
        metrics.phase(phase.name());
    }
}
