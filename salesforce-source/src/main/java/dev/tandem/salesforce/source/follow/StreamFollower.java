/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.governor.CallPurpose;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.StreamItem;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.context.TaskResources;
import dev.tandem.salesforce.source.failure.SubscriptionRejectedException;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.offset.SourceOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.read.AppearedFields;
import dev.tandem.salesforce.source.read.RecordReread;
import dev.tandem.salesforce.source.settings.ReadSettings;
import dev.tandem.salesforce.source.settings.RecordSettings.UpdateRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A follower of an object's events. It has them emitted, answers signals in between, and checks that no change was missed.
 *
 * <p><b>Failure.</b> An event stays until it is emitted, so {@link #follow} can be called again after a failure.
 */
public final class StreamFollower implements Follower {
    /** Records without an event that are read one by one. More of them are read by a Bulk job. */
    private static final int MAX_SINGLE = 20_000;

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(200);

    private final ObjectContext context;
    private final RecordReread reread;
    private final AppearedFields appeared;
    private final EventEmitter events;
    private final Handover handover;
    private final CaptureState capture;
    private final ReadScopes scopes;
    private final Clock clock;
    private final Sweep sweep;
    private final FormulaRefresh refresh;
    private final PurgeCheck purges;

    /** Items taken from the feed and not yet emitted. */
    private final Deque<StreamItem> taken = new ArrayDeque<>();

    /** Records without an event, each with its stamp, until they are read again. */
    private Map<RecordId, Instant> missed = Map.of();

    /** May be ahead of the emitter's offset: events without records move only this one. */
    private Position position;
    /** True as long as events since the position may have been purged before the channel was subscribed, and they are wanted. */
    private boolean mayBePurged;

    /** @param resumes whether the object goes on at a position of an earlier subscription */
    public StreamFollower(
            ObjectContext context, Handover handover, CaptureState capture, TaskResources task, boolean resumes) {
        SalesforceApi api = task.api();
        ReadSettings settings = task.reads();
        Optional<String> filter = settings.filters().of(context.object());
        this.context = context;
        this.reread = new RecordReread(context, api, filter);
        this.appeared = new AppearedFields(context, api, reread);
        this.handover = handover;
        this.capture = capture;
        this.scopes = new ReadScopes(settings.transactionMax());
        this.events = new EventEmitter(
                context,
                reread,
                new RecordLookup(api.forPurpose(CallPurpose.RECOVERY)),
                new GapPolicy(context.object(), settings.gapRecovery(), scopes),
                filter.isPresent() || task.records().updates() == UpdateRows.WHOLE_ROW);
        this.clock = task.clock();
        this.sweep = new Sweep(context, api, settings);
        this.refresh = new FormulaRefresh(settings.sweeps().formulaRefresh());
        this.purges = new PurgeCheck(context, api, scopes);
        this.mayBePurged = resumes && handover.wantsMissed();
    }

    @Override
    public SourceOffset follow(StreamOffset start) throws InterruptedException {
        position = start.position();
        if (mayBePurged) {
            SourceOffset known = handover.dated(start);
            Optional<Position> later = purges.positionIfEventsMayBeMissing(known.position());
            mayBePurged = false;
            if (later.isPresent()) {
                return handover.rereadMissed(
                        known, later.get(), context.emitter().version());
            }
        }
        sweep.begin();
        SourceOffset next = followToNextRead();
        sweep.end();
        return next;
    }

    private SourceOffset followToNextRead() throws InterruptedException {
        while (!context.schema().rowsAreIncomplete()) {
            if ((taken.isEmpty() && reread.answerSignals(position))
                    || refresh.isDue(context.schema().layout())) {
                break;
            }
            if (context.feed().isIdle() && taken.isEmpty()) {
                Optional<SourceOffset> next = emitMissed();
                if (next.isPresent()) {
                    return next.get();
                }
            }
            appeared.emit(position);
            if (context.schema().rowsAreIncomplete()) {
                break;
            }
            if (taken.isEmpty()) {
                try {
                    taken.addAll(context.feed().take(events.batchSize(), untilNextCheck()));
                } catch (SubscriptionRejectedException rejected) {
                    return handover.afterRejection(
                            offset(), rejected, context.emitter().version());
                }
            }
            events.emit(nextReadable(), position, this::moveTo);
            if (!taken.isEmpty()) {
                StreamItem item = taken.peekFirst();
                Optional<ReadScope> missing = events.reportGap(item, position.time());
                position = EventEmitter.positionAfter(item, position);
                taken.removeFirst();
                if (missing.isPresent()) {
                    return handover.reread(
                            position, missing.get(), context.emitter().version());
                }
            }
        }
        refresh.restart();
        return handover.reread(position, ReadScope.ALL, context.emitter().version());
    }

    private Duration untilNextCheck() {
        Duration refreshes = refresh.untilNext(context.schema().layout());
        Duration sweeps = sweep.untilNext();
        Duration next = refreshes.compareTo(sweeps) < 0 ? refreshes : sweeps;
        return next.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : next;
    }

    /** Reads records again that were modified without an event. Returns the position if the object has to be read. */
    private Optional<SourceOffset> emitMissed() throws InterruptedException {
        if (missed.isEmpty()) {
            Sweep.Finding finding = sweep.check(position.time());
            if (finding.silent()) {
                SourceOffset subscribed =
                        handover.goOn(offset(), context.emitter().version());
                boolean goesOn = subscribed.position().equals(position) && !capture.isPolled();
                return goesOn ? Optional.empty() : Optional.of(subscribed);
            }
            missed = finding.missed();
        }
        if (missed.size() > MAX_SINGLE) {
            ReadScope scope = scopes.modifiedSince(Collections.min(missed.values()));
            return Optional.of(
                    handover.reread(position, scope, context.emitter().version()));
        }
        if (!missed.isEmpty()) {
            reread.emit(missed.keySet(), context.records()::deletion, version -> new StreamOffset(position, version));
            missed = Map.of();
        }
        return Optional.empty();
    }

    private StreamOffset offset() {
        return new StreamOffset(position, context.emitter().version());
    }

    /** Returns the events up to the first one for which more has to be read than the records that it names. */
    private List<ChangeEvent> nextReadable() {
        List<ChangeEvent> readable = new ArrayList<>(taken.size());
        for (StreamItem item : taken) {
            if (!(item instanceof ChangeEvent event)
                    || EventKind.of(event.header()).concernsWholeObject()) {
                break;
            }
            readable.add(event);
        }
        return readable;
    }

    private void moveTo(Position end, ChangeEvent emitted) {
        sweep.report(emitted);
        taken.removeFirst();
        position = end;
        context.metrics()
                .countEvent(
                        emitted.header().changeTypeName(),
                        emitted.replayId().value(),
                        clock.millis() - emitted.header().commitTimestamp().toEpochMilli());
    }
}
