/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.event.VersionClock;
import dev.tandem.plugin.option.Choice;
import dev.tandem.salesforce.client.stream.ChannelFamily;
import dev.tandem.salesforce.client.stream.ReplayFrom;
import dev.tandem.salesforce.client.stream.StreamItem;
import dev.tandem.salesforce.client.stream.StreamItem.PublishedEvent;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import dev.tandem.salesforce.source.context.TaskResources;
import dev.tandem.salesforce.source.emit.FirstPosition;
import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.failure.SubscriptionRejectedException;
import dev.tandem.salesforce.source.feed.ObjectFeed;
import dev.tandem.salesforce.source.feed.ObjectStart;
import dev.tandem.salesforce.source.mapping.ChannelLayout;
import dev.tandem.salesforce.source.mapping.ChannelRecords;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.Route;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.schema.ChannelSchema;
import dev.tandem.salesforce.source.settings.EventChannel;
import dev.tandem.salesforce.source.settings.ReadSettings.GapRecovery;
import dev.tandem.salesforce.source.settings.ReadSettings.InitialStart;
import dev.tandem.salesforce.source.settings.ReadSettings.InvalidReplayId;
import dev.tandem.salesforce.source.settings.RecordSettings.DeleteRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pipeline that copies the events of one channel that is not of change events into the queue.
 *
 * <p><b>Loss.</b> What Salesforce no longer retains can be read nowhere else. So a lost position is an error in the log and in
 * the metrics. While the channel is silent, its position moves on in time, so that a position that has expired in silence is not
 * taken for a loss.
 *
 * <p><b>Threads.</b> Runs on a thread of its own until it is interrupted or has stopped.
 */
final class ChannelPipeline implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelPipeline.class);
    private static final int BATCH = 500;
    /** The longest time for which an event that was published may be on its way. */
    private static final Duration ON_ITS_WAY = Duration.ofMinutes(10);

    private static final Duration DAY = Duration.ofDays(1);

    private final ObjectStart start;
    private final EventChannel channel;
    private final TaskResources task;
    private final ObjectFeed feed;
    private final ObjectMetrics metrics;
    private final PipelineLife life;
    private final FirstPosition firstPosition;
    private final ChannelRecords records;
    private final VersionClock clock;
    private Optional<StoredOffset> stored;

    private ChannelSchema schema;
    private ObjectEmitter emitter;

    ChannelPipeline(
            ObjectStart start,
            EventChannel channel,
            TaskResources task,
            ObjectFeed feed,
            PipelineLife.FailureListener failures) {
        this.start = start;
        this.channel = channel;
        this.task = task;
        this.feed = feed;
        this.metrics = start.metrics();
        this.life = new PipelineLife(channel.address(), feed, metrics, failures);
        this.stored = start.stored();
        this.firstPosition = new FirstPosition(channel.address(), task.offsets(), metrics, stored.isPresent());
        this.records = new ChannelRecords(
                OffsetFormat.partition(channel.address()),
                start.topic(),
                task.records().headers());
        this.clock =
                new VersionClock(stored.map(offset -> offset.offset().version()).orElse(0L));
    }

    @Override
    public void run() {
        life.run(this::copy, clock::last);
    }

    /** Subscribes where the channel stands, and copies until a failure. */
    private void copy() throws InterruptedException {
        task.topics().claim(start.topic().topic());
        schema = new ChannelSchema(task.api(), channel, start.topic(), task.fields(), metrics);
        Route route = new Route(
                task.api().token().orgId(),
                channel.address(),
                start.topic().topic(),
                Optional.empty(),
                Optional.empty());
        forgetOtherOrg(route);
        StreamOffset first = new StreamOffset(subscribe(), clock.last());
        emitter =
                new ObjectEmitter(task.queue(), clock, metrics, DeleteRecords.ENVELOPE, StoredOffset.of(first, route));
        stored = Optional.of(emitter.current());
        if (!first.position().time().equals(Instant.EPOCH)) {
            firstPosition.store(emitter, records::position, first.position().time());
        }
        life.enter(PipelinePhase.STREAMING);
        while (true) {
            try {
                follow();
            } finally {
                stored = Optional.of(emitter.current());
            }
        }
    }

    /** Forgets a position that belongs to another org, so that the channel begins as if it were new. */
    private void forgetOtherOrg(Route route) {
        Optional<String> before = stored.flatMap(StoredOffset::route).map(Route::org);
        if (before.isPresent() && !before.get().equals(route.org())) {
            LOG.error(
                    "{}: the org was {} before and is {} now, as after the refresh of a sandbox. The channel starts from scratch.",
                    channel.address(),
                    before.get(),
                    route.org());
            stored = Optional.empty();
            firstPosition.forget();
        }
    }

    private Position subscribe() throws InterruptedException {
        if (stored.isPresent()) {
            return subscribe(stored.get().offset().position());
        }
        if (task.reads().initialStart() == InitialStart.ALL) {
            feed.open(ReplayFrom.earliest());
            return new Position.Since(Instant.EPOCH);
        }
        return new Position.Since(feed.open(ReplayFrom.latest()).serverTime());
    }

    private Position subscribe(Position position) throws InterruptedException {
        try {
            feed.open(position.replayFrom());
            return position;
        } catch (SubscriptionRejectedException rejected) {
            return afterRejection(position, rejected);
        }
    }

    /** Subscribes to another position when Salesforce rejects this one, and returns the position to go on from. */
    private Position afterRejection(Position position, SubscriptionRejectedException rejected)
            throws InterruptedException {
        InvalidReplayId choice = task.reads().invalidReplayId();
        if (!rejected.isReplayIdInvalid() || choice == InvalidReplayId.FAIL) {
            throw rejected;
        }
        Instant now = task.api().serverTime();
        Duration retention = ChannelFamily.of(channel.address()).retention();
        boolean retained = position.replayFrom() instanceof ReplayFrom.After
                && ReplayFrom.since(position.time()).isRetained(now, retention);
        if (choice == InvalidReplayId.LATEST || !retained) {
            metrics.countEventsLost();
            LOG.error(
                    "{}: events since {} are lost, because Salesforce no longer has the position. It retains events of"
                            + " this channel for {} hours. They cannot be read again (invalid.replay.id.behaviour={}).",
                    channel.address(),
                    position.time(),
                    retention.toHours(),
                    Choice.text(choice));
        } else {
            LOG.warn(
                    "{}: Salesforce no longer knows the last event. Nothing is lost, but all retained events are emitted,"
                            + " and some of them may be repeated.",
                    channel.address());
        }
        if (choice == InvalidReplayId.LATEST) {
            return new Position.Since(feed.open(ReplayFrom.latest()).serverTime());
        }
        feed.open(ReplayFrom.earliest());
        return new Position.Since(Instant.EPOCH);
    }

    private void follow() throws InterruptedException {
        List<StreamItem> items;
        try {
            Duration interval = task.reads().sweeps().interval();
            items = feed.take(BATCH, interval.isZero() ? DAY : interval);
        } catch (SubscriptionRejectedException rejected) {
            emitter.moveTo(new StreamOffset(afterRejection(emitter.position(), rejected), clock.last()));
            return;
        }
        if (items.isEmpty() && feed.isConnected()) {
            moveInTime();
        }
        for (StreamItem item : items) {
            if (item instanceof PublishedEvent event) {
                emit(event);
            } else if (item instanceof UnreadableEvent unreadable) {
                skip(unreadable);
            }
        }
    }

    /** Stores that nothing has arrived until now. */
    private void moveInTime() throws InterruptedException {
        Position position = emitter.position();
        Instant time = task.api().serverTime().minus(ON_ITS_WAY);
        if (time.isAfter(position.time())) {
            Position later = position instanceof Position.After after
                    ? new Position.After(after.replayId(), time)
                    : new Position.Since(time);
            emitter.emit(List.of(records::position), time, version -> new StreamOffset(later, version));
        }
    }

    private void emit(PublishedEvent event) throws InterruptedException {
        ChannelLayout layout = schema.layoutFor(event);
        Position end = new Position.After(event.replayId(), event.createdAt());
        emitter.emit(
                List.of(place -> records.event(layout, event, place)),
                event.bytes(),
                event.createdAt(),
                version -> new StreamOffset(end, version));
        metrics.countEvent(
                event.attributes().path("type").asText("published"),
                event.replayId().value(),
                task.clock().millis() - event.createdAt().toEpochMilli());
    }

    /** Moves past a message that is not an event, if the user chose to lose it. */
    private void skip(UnreadableEvent unreadable) {
        metrics.countUnreadableEvent();
        if (task.reads().gapRecovery() != GapRecovery.LATEST) {
            throw new ConnectException("Failed to read a message of " + channel.address() + ": " + unreadable.problem()
                    + ". No other API has the message. To continue without it, set gap.event.recovery=latest and restart"
                    + " the connector's task.");
        }
        metrics.countEventsLost();
        LOG.error(
                "{}: a message is lost, because {} (gap.event.recovery=latest).",
                channel.address(),
                unreadable.problem());
        Position position = emitter.position();
        unreadable
                .replayId()
                .ifPresent(
                        id -> emitter.moveTo(new StreamOffset(new Position.After(id, position.time()), clock.last())));
    }
}
