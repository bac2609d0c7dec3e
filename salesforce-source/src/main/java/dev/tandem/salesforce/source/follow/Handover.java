/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.ChannelFamily;
import dev.tandem.salesforce.client.stream.ReplayFrom;
import dev.tandem.salesforce.client.stream.StreamItem.Subscribed;
import dev.tandem.salesforce.source.failure.SubscriptionRejectedException;
import dev.tandem.salesforce.source.feed.ObjectFeed;
import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.offset.Route;
import dev.tandem.salesforce.source.offset.SnapshotOffset;
import dev.tandem.salesforce.source.offset.SourceOffset;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.settings.ReadSettings;
import dev.tandem.salesforce.source.settings.ReadSettings.InitialStart;
import dev.tandem.salesforce.source.settings.ReadSettings.InvalidReplayId;
import dev.tandem.salesforce.source.settings.ReadSettings.SnapshotMode;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The point at which an object's events begin, chosen so that a read of its records and the events around it leave nothing out.
 *
 * <p><b>Position first.</b> The channel is subscribed before a read begins, and the read begins (its Bulk job is created, by
 * Salesforce's clock) only when the subscription is confirmed. A change is then committed either before the read begins, and
 * is in the rows; or after the subscription, and comes as an event; or in between, and is in both. The reverse order would
 * lose what is committed between the read and the subscription.
 *
 * <p><b>Rows first.</b> Events that come during the read wait, and are emitted after all of its rows. So an event that the
 * rows already reflect is applied again on top of them, followed by all later ones in their order, which ends in the same
 * row. An event never precedes the row that it changes, so it never makes an incomplete one.
 *
 * <p><b>A position without an event.</b> Salesforce reports the replay id of an event, and not of a subscription. Until the
 * first event is emitted, the position is a time: Salesforce's clock when the subscription was confirmed. To go on from
 * there after a crash, all retained events are asked for, and those are left out that were committed before that time less the
 * longest transaction ({@code transaction.max.ms}), for a commit time may be that much older than the commit: they are in
 * the rows. What is emitted twice because of this converges as above.
 *
 * <p><b>A position that Salesforce no longer has</b> (its events were purged) is treated in the same way: first the channel
 * is subscribed from now on, then everything modified since the last known time is read, deleted records included. Salesforce
 * rejects a replay id whose event is gone, but never a time: see {@link PurgeCheck}.
 */
public final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private final String object;
    private final ObjectFeed feed;
    private final SalesforceApi api;
    private final ReadSettings settings;
    private final ObjectMetrics metrics;
    private final CaptureState capture;
    private final ReadScopes scopes;

    public Handover(
            String object,
            ObjectFeed feed,
            SalesforceApi api,
            ReadSettings settings,
            CaptureState capture,
            ObjectMetrics metrics) {
        this.object = object;
        this.feed = feed;
        this.api = api;
        this.settings = settings;
        this.metrics = metrics;
        this.capture = capture;
        this.scopes = new ReadScopes(settings.transactionMax());
    }

    /** Returns the offset of an object that is subscribed when its task starts. It may have to be read at each start. */
    public SourceOffset atStart(SourceOffset offset, long version) {
        boolean readsAgain = settings.snapshot() == SnapshotMode.ALWAYS && offset instanceof StreamOffset;
        return readsAgain ? reread(offset.position(), all(dated(offset), capture.isPolled()), version) : offset;
    }

    /** Subscribes where the object stands, and returns the offset to go on from. */
    public SourceOffset goOn(SourceOffset stored, long version) throws InterruptedException {
        SourceOffset dated = dated(stored);
        SourceOffset offset = dated.equals(stored) || isRetained(dated.position()) ? stored : dated;
        try {
            subscribe(offset.position());
            return offset;
        } catch (SubscriptionRejectedException rejected) {
            return afterRejection(offset, rejected, version);
        }
    }

    /**
     * Returns the offset, with a time if it has none. An offset of all retained events has none, and a request for these does not fail
     * however many are gone. It gets the time at which it was stored.
     */
    SourceOffset dated(SourceOffset offset) {
        boolean isOfAll = offset.position().equals(new Position.Since(Instant.EPOCH));
        return isOfAll && !capture.isPolled() && offset.version() > 0
                ? offset.from(new Position.Since(
                        RecordFactory.instant(offset.version()).minus(settings.clockMargin())))
                : offset;
    }

    private boolean isRetained(Position position) {
        return position.replayFrom().isRetained(api.serverTime(), ChannelFamily.CHANGE_EVENTS.retention());
    }

    /**
     * Returns the offset to go on from, or empty if the object has to begin as if it were new: the org may be another
     * one, and the configuration may have changed.
     */
    public Optional<SourceOffset> adapt(StoredOffset stored, Route now, long version) {
        Route before = stored.route().orElse(now);
        if (!now.org().equals(before.org()) || !now.copiesSameObjectAs(before)) {
            metrics.countDeletesUnverified();
            LOG.error(
                    "{}: {}. The object begins again. Once all records are read, a truncate removes those that are no longer there:"
                            + " all with a version up to {}. The Postgres sink needs truncate.enabled=true for that.",
                    object,
                    reasonToBegin(before, now),
                    version);
            return Optional.empty();
        }
        SourceOffset offset = stored.offset();
        // A replay id belongs to its channel, and a time does not.
        Position position = now.sharesEventsWith(before)
                ? offset.position()
                : new Position.Since(offset.position().time());
        if (!now.sharesRecordsWith(before) && settings.snapshot() != SnapshotMode.NEVER) {
            LOG.warn("{}: the topic or the row filter has changed.", object);
            if (now.mayLeaveRowsOf(before)) {
                LOG.warn(
                        "{}: once all records are read, a truncate removes the rows of those that do not meet the new"
                                + " row filter: all with a version up to {}. The Postgres sink needs"
                                + " truncate.enabled=true for that.",
                        object,
                        version);
            }
            return Optional.of(reread(position, all(offset.from(position), before.polls()), version));
        }
        return Optional.of(offset.from(position));
    }

    private static String reasonToBegin(Route before, Route now) {
        return now.org().equals(before.org())
                ? "the object was deleted and created again, since ids begin with "
                        + now.keyPrefix().orElseThrow() + " now, and began with "
                        + before.keyPrefix().orElseThrow() + " before"
                : "the org is " + now.org() + " now, and was " + before.org()
                        + " before, as after the refresh of a sandbox";
    }

    /** Returns all records, and deletes whose events Salesforce may have purged unseen. Polls find those of a polled object. */
    private ReadScope all(SourceOffset offset, boolean polled) {
        return !polled && PurgeCheck.isInTime(offset.position()) ? scopes.allAndMissedSince(offset) : ReadScope.ALL;
    }

    /**
     * Begins to follow the events of an object that was polled before, from now on. There may be none of what was changed between the
     * last poll and the time at which Change Data Capture was selected, so that is read.
     */
    public SourceOffset endPolling(SourceOffset offset, long version) throws InterruptedException {
        Position position = subscribeFromNow();
        if (capture.isPolled()) {
            return offset;
        }
        boolean readsAll = settings.snapshot() == SnapshotMode.ALWAYS;
        return reread(position, readsAll ? scopes.allAndMissedSince(offset) : scopes.missedSince(offset), version);
    }

    /** Subscribes an object of which nothing is copied, and returns the offset to begin with. */
    public SourceOffset beginFirst(long version) throws InterruptedException {
        if (settings.snapshot() == SnapshotMode.NEVER
                && settings.initialStart() == InitialStart.ALL
                && !capture.isPolled()) {
            return followAll(version);
        }
        Position position = subscribeFromNow();
        return settings.snapshot() == SnapshotMode.NEVER
                ? new StreamOffset(position, version)
                : SnapshotOffset.beginning(position, ReadScope.ALL, version);
    }

    /**
     * Decides how to go on when Salesforce rejects the position of the object, and subscribes accordingly.
     *
     * @throws SubscriptionRejectedException if the rejection does not concern the position, or the user wants to stop then
     */
    SourceOffset afterRejection(SourceOffset offset, SubscriptionRejectedException rejected, long version)
            throws InterruptedException {
        if (switchToPolling(rejected)) {
            return offset;
        }
        if (!rejected.isReplayIdInvalid()) {
            throw rejected;
        }
        LOG.warn(
                "{}: Salesforce no longer has the events after {}; invalid.replay.id.behaviour is {}",
                object,
                offset.position().time(),
                settings.invalidReplayId());
        if (settings.snapshot() == SnapshotMode.WHEN_NEEDED) {
            return rereadMissed(offset, subscribeFromNow(), version);
        }
        return switch (settings.invalidReplayId()) {
            case FAIL -> throw rejected;
            case LATEST -> goOnReading(offset, new StreamOffset(subscribeFromNow(), version), version);
            case ALL -> goOnReading(offset, followAll(version), version);
            case RESYNC -> rereadMissed(offset, subscribeFromNow(), version);
        };
    }

    /** Returns whether what was missed is wanted. It is, unless the user chose to lose it. */
    boolean wantsMissed() {
        return settings.snapshot() == SnapshotMode.WHEN_NEEDED
                || settings.invalidReplayId() == InvalidReplayId.RESYNC
                || settings.invalidReplayId() == InvalidReplayId.FAIL;
    }

    /** Begins to read what was missed, or all records if the user wants that then. */
    SnapshotOffset rereadMissed(SourceOffset offset, Position position, long version) {
        boolean readsAll = settings.snapshot() == SnapshotMode.WHEN_NEEDED;
        return reread(position, readsAll ? scopes.allAndMissedSince(offset) : scopes.missedSince(offset), version);
    }

    /** Begins a read that was under way again: to give up events does not mean to give up rows. */
    private SourceOffset goOnReading(SourceOffset offset, SourceOffset next, long version) {
        return offset instanceof SnapshotOffset reading ? reread(next.position(), reading.scope(), version) : next;
    }

    /**
     * Begins a read of records whose changes no event reports, while the channel stays subscribed. Makes no call that could fail
     * and so let the reason for the read be forgotten.
     */
    SnapshotOffset reread(Position position, ReadScope scope, long version) {
        metrics.countReread();
        LOG.warn(
                "{}: re-reading {}",
                object,
                scope.modifiedSince()
                        .map(since -> "what was modified or deleted since " + since)
                        .orElse("all records"));
        return SnapshotOffset.beginning(position, scope, version);
    }

    private Position subscribeFromNow() throws InterruptedException {
        Optional<Subscribed> subscribed = open(ReplayFrom.latest());
        return new Position.Since(subscribed.map(Subscribed::serverTime).orElseGet(api::serverTime));
    }

    private void subscribe(Position position) throws InterruptedException {
        open(position.replayFrom());
    }

    /** Subscribes, or finds out that the object has to be polled. A position in time serves both. */
    private Optional<Subscribed> open(ReplayFrom from) throws InterruptedException {
        if (capture.isPolled()) {
            return Optional.empty();
        }
        try {
            return Optional.of(feed.open(from));
        } catch (SubscriptionRejectedException rejected) {
            if (switchToPolling(rejected)) {
                return Optional.empty();
            }
            throw rejected;
        }
    }

    /** Polls the object from now on if that is how to go on, and returns whether it is. */
    private boolean switchToPolling(SubscriptionRejectedException rejected) {
        if (!capture.switchToPolling(rejected)) {
            return false;
        }
        LOG.warn(
                "{}: Change Data Capture is not selected for the object, so it is polled every {} s.",
                object,
                settings.capture().pollInterval().toSeconds());
        feed.close();
        return true;
    }

    private SourceOffset followAll(long version) throws InterruptedException {
        open(ReplayFrom.earliest());
        return new StreamOffset(new Position.Since(Instant.EPOCH), version);
    }
}
