/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.event.VersionClock;
import dev.tandem.salesforce.client.governor.CallPurpose;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.context.RecordSight;
import dev.tandem.salesforce.source.context.TaskResources;
import dev.tandem.salesforce.source.emit.FirstPosition;
import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.failure.ClockStandsStillException;
import dev.tandem.salesforce.source.failure.ReplacedObjectException;
import dev.tandem.salesforce.source.failure.SubscriptionRejectedException;
import dev.tandem.salesforce.source.feed.ObjectFeed;
import dev.tandem.salesforce.source.feed.ObjectStart;
import dev.tandem.salesforce.source.follow.CaptureState;
import dev.tandem.salesforce.source.follow.Follower;
import dev.tandem.salesforce.source.follow.Handover;
import dev.tandem.salesforce.source.follow.PollFollower;
import dev.tandem.salesforce.source.follow.StreamFollower;
import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.Route;
import dev.tandem.salesforce.source.offset.SnapshotOffset;
import dev.tandem.salesforce.source.offset.SourceOffset;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.read.SnapshotReader;
import dev.tandem.salesforce.source.read.UnreadRows;
import dev.tandem.salesforce.source.schema.ObjectSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pipeline that copies one object into the queue, from wherever it stands: rows while it is being read, events otherwise.
 *
 * <p><b>Failure.</b> After a transient failure the pipeline pauses, longer and longer, and goes on where it stands. Any other
 * failure stops the object for good, since a person has to remove its cause.
 *
 * <p><b>Threads.</b> Runs on a thread of its own until it is interrupted or has stopped.
 */
final class ObjectPipeline implements Runnable {
    private static final Duration CLOCK_CHECK = Duration.ofMillis(200);
    /** Salesforce's clock is shown in seconds, so it should have advanced long before. */
    private static final Duration CLOCK_PATIENCE = Duration.ofSeconds(20);

    private final ObjectStart start;
    private final TaskResources task;
    private final ObjectFeed feed;
    private final ObjectMetrics metrics;
    private final PipelineLife life;
    private final FirstPosition firstPosition;
    private boolean subscribedBefore;
    /** True if the offset that the worker has stored, or will store next, says that the object is polled. */
    private boolean saysPolled;

    private Optional<StoredOffset> stored;
    private VersionClock clock;

    ObjectPipeline(ObjectStart start, TaskResources task, ObjectFeed feed, PipelineLife.FailureListener failures) {
        this.start = start;
        this.task = task;
        this.feed = feed;
        this.metrics = start.metrics();
        this.stored = start.stored();
        this.saysPolled = stored.isEmpty() || polls(stored);
        this.firstPosition = new FirstPosition(object(), task.offsets(), metrics, stored.isPresent());
        this.life = new PipelineLife(object(), feed, metrics, failures);
    }

    @Override
    public void run() {
        life.run(this::copy, this::progress);
    }

    private long progress() {
        return clock == null ? 0 : clock.last();
    }

    /** Begins where the object stands, and copies until a failure. */
    private void copy() throws InterruptedException {
        task.topics().claim(start.topic().topic());
        SalesforceApi api = task.api();
        RecordFactory records = records(api.token().orgId());
        ObjectSchema schema =
                new ObjectSchema(api, new SObjectName(object()), start.topic().topic(), task.fields(), metrics);
        stored.flatMap(StoredOffset::columns).ifPresent(schema::compareWith);
        startClock(api);
        CaptureState capture = new CaptureState(task.reads().capture().mode());
        Handover handover = new Handover(object(), feed, api, task.reads(), capture, metrics);
        Route route = new Route(
                api.token().orgId(),
                start.channel(),
                start.topic().topic(),
                task.reads().filters().of(object()),
                schema.layout().description().keyPrefix());
        Optional<SourceOffset> last = stored.flatMap(before -> handover.adapt(before, route, clock.last()));
        if (last.isEmpty()) {
            firstPosition.forget();
        }
        SourceOffset first = subscribe(handover, capture, last);
        subscribedBefore = true;
        boolean resumes =
                stored.filter(before -> goesOn(before.offset(), first)).isPresent();
        saysPolled &= capture.isPolled();
        boolean sawAll =
                last.isPresent() && stored.filter(StoredOffset::seesAll).isPresent();
        RecordSight sight = new RecordSight(api, new SObjectName(object()), sawAll);
        StoredOffset offset = offset(first, route, capture).withSight(sight.wasWhole());
        ObjectEmitter emitter =
                new ObjectEmitter(task.queue(), clock, metrics, task.records().deletes(), offset);
        ObjectContext context = new ObjectContext(start.topic(), feed, schema, records, emitter, metrics, sight);
        try {
            readAndFollow(
                    context,
                    new SnapshotReader(context, api.forPurpose(CallPurpose.SNAPSHOT), task.reads(), firstPosition),
                    new Followers(
                            new StreamFollower(context, handover, capture, task, resumes),
                            new PollFollower(context, api, handover, task.reads()),
                            capture));
        } finally {
            stored = Optional.of(emitter.current());
        }
    }

    private RecordFactory records(String org) {
        return new RecordFactory(
                OffsetFormat.partition(object()),
                start.topic(),
                org,
                task.records().headers(),
                task.clock());
    }

    /** Returns what is stored with the first offset of this run. */
    private StoredOffset offset(SourceOffset first, Route route, CaptureState capture) {
        Route current = capture.isPolled() ? route.polling() : route;
        StoredOffset offset = stored.map(before -> before.withOffset(first).withRoute(current))
                .orElseGet(() -> StoredOffset.of(first, current));
        boolean mayLeaveRows = stored.flatMap(StoredOffset::route)
                .filter(route::mayLeaveRowsOf)
                .isPresent();
        if (mayLeaveRows && first instanceof SnapshotOffset) {
            return offset.withUnverified(Optional.of(clock.last()));
        }
        return offset;
    }

    /** Returns whether an object goes on where it stood, perhaps in another channel, and does not begin to be read. */
    private static boolean goesOn(SourceOffset before, SourceOffset now) {
        return before.from(now.position()).equals(now);
    }

    private static boolean polls(Optional<StoredOffset> offset) {
        return offset.flatMap(StoredOffset::route).filter(Route::polls).isPresent();
    }

    /** Subscribes where the object stands. */
    private SourceOffset subscribe(Handover handover, CaptureState capture, Optional<SourceOffset> last)
            throws InterruptedException {
        if (last.isEmpty()) {
            return handover.beginFirst(clock.last());
        }
        boolean endsPolling = polls(stored) && !capture.isPolled();
        SourceOffset next =
                endsPolling ? handover.endPolling(last.get(), clock.last()) : handover.goOn(last.get(), clock.last());
        return subscribedBefore ? next : handover.atStart(next, clock.last());
    }

    /** The two followers of an object. Change Data Capture may be switched off for it at any time. */
    private record Followers(Follower stream, Follower polls, CaptureState capture) {
        SourceOffset follow(StreamOffset start) throws InterruptedException {
            return capture.isPolled() ? polls.follow(start) : stream.follow(start);
        }
    }

    private void readAndFollow(ObjectContext context, SnapshotReader reader, Followers followers)
            throws InterruptedException {
        while (true) {
            try {
                SourceOffset offset = context.emitter().offset();
                if (offset instanceof SnapshotOffset reading) {
                    life.enter(PipelinePhase.SNAPSHOT);
                    context.emitter().moveTo(reader.read(reading));
                } else {
                    firstPosition.store(
                            context.emitter(),
                            context.records()::position,
                            offset.position().time());
                    UnreadRows.remove(context);
                    storeRoute(context, followers.capture());
                    life.enter(followers.capture().isPolled() ? PipelinePhase.POLLING : PipelinePhase.STREAMING);
                    context.emitter().moveTo(followers.follow((StreamOffset) offset));
                }
            } catch (SubscriptionRejectedException | ReplacedObjectException beginAgain) {
                throw beginAgain;
            } catch (RuntimeException failure) {
                life.pauseOrThrow(failure, progress());
            }
        }
    }

    /** Stores that the object is polled from now on, because there may be no events of this time. */
    private void storeRoute(ObjectContext context, CaptureState capture) throws InterruptedException {
        if (capture.isPolled() && !saysPolled) {
            context.emitter()
                    .setRoute(context.emitter().current().route().orElseThrow().polling());
            SourceOffset offset = context.emitter().offset();
            context.emitter()
                    .emit(
                            List.of(context.records()::position),
                            offset.position().time(),
                            offset::withVersion);
            saysPolled = true;
        }
    }

    /**
     * Starts the versions later than any that an earlier run gave. Those may be later than the stored one. They were ahead of
     * Salesforce's clock by no more than the clocks of its servers differ.
     */
    private void startClock(SalesforceApi api) throws InterruptedException {
        if (clock != null) {
            return;
        }
        Instant started = secondBefore(api, task.reads().clockMargin());
        long ahead = RecordFactory.micros(started.plus(task.reads().clockMargin()));
        clock = new VersionClock(
                Math.max(ahead, stored.map(before -> before.offset().version()).orElse(0L)));
    }

    /**
     * Returns a second that is over, so that a run that emits in the second of its start is distinguishable from the next one.
     *
     * @param margin the difference of clocks within Salesforce. One that is further ahead of the next answer's was wrong
     */
    private static Instant secondBefore(SalesforceApi api, Duration margin) throws InterruptedException {
        long deadline = System.nanoTime() + CLOCK_PATIENCE.toNanos();
        Instant started = api.serverTime();
        Instant now = api.serverTime();
        while (!now.isAfter(started)) {
            if (now.isBefore(started.minus(margin))) {
                started = now;
            }
            if (System.nanoTime() > deadline) {
                throw new ClockStandsStillException(started, CLOCK_PATIENCE);
            }
            Thread.sleep(CLOCK_CHECK.toMillis());
            now = api.serverTime();
        }
        return started;
    }

    private String object() {
        return start.topic().object();
    }
}
