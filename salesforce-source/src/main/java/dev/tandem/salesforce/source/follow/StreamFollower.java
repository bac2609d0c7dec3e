/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.governor.CallPurpose;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.ChangeType;
import dev.tandem.salesforce.client.stream.StreamItem;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.context.TaskResources;
import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.failure.Failures;
import dev.tandem.salesforce.source.failure.SubscriptionRejectedException;
import dev.tandem.salesforce.source.mapping.FieldChanges;
import dev.tandem.salesforce.source.mapping.FieldChanges.PartialRow;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.offset.SourceOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.read.AppearedFields;
import dev.tandem.salesforce.source.read.RecordReread;
import dev.tandem.salesforce.source.settings.ReadSettings;
import dev.tandem.salesforce.source.settings.ReadSettings.GapRecovery;
import dev.tandem.salesforce.source.settings.RecordSettings.UpdateRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A follower of an object's events. It turns them into records, one event after the other, and answers signals in between.
 *
 * <p><b>Order.</b> An event is emitted before the offset moves past it. Of several with one replay id, only the last moves it.
 *
 * <p><b>Failure.</b> An event stays until it is emitted, so {@link #follow} can be called again after a failure.
 */
public final class StreamFollower implements Follower {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFollower.class);
    /** Events that are mapped together, so that the values they lack are fetched in one call. */
    private static final int BATCH = 500;
    /** Records without an event that are read one by one. More of them are read by a Bulk job. */
    private static final int MAX_SINGLE = 20_000;

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(200);

    private final ObjectContext context;
    private final RecordReread reread;
    private final AppearedFields appeared;
    private final RecordLookup lookup;
    private final Handover handover;
    private final GapRecovery gapRecovery;
    private final boolean emitsWholeRows;
    private final Clock clock;
    private final Sweep sweep;
    private final FormulaRefresh refresh;

    /** Items taken from the feed and not yet emitted. */
    private final Deque<StreamItem> taken = new ArrayDeque<>();

    /** Records without an event, each with its stamp, until they are read again. */
    private Map<RecordId, Instant> missed = Map.of();

    private Position position;

    public StreamFollower(ObjectContext context, Handover handover, TaskResources task) {
        SalesforceApi api = task.api();
        ReadSettings settings = task.reads();
        Optional<String> filter = settings.filters().of(context.object());
        this.context = context;
        this.emitsWholeRows = filter.isPresent() || task.records().updates() == UpdateRows.WHOLE_ROW;
        this.reread = new RecordReread(context, api, filter);
        this.appeared = new AppearedFields(context, api, reread);
        this.lookup = new RecordLookup(api.forPurpose(CallPurpose.RECOVERY));
        this.handover = handover;
        this.gapRecovery = settings.gapRecovery();
        this.clock = task.clock();
        this.sweep = new Sweep(context, api, settings);
        this.refresh = new FormulaRefresh(settings.sweeps().formulaRefresh());
    }

    @Override
    public SourceOffset follow(StreamOffset start) throws InterruptedException {
        position = start.position();
        sweep.begin();
        SourceOffset elsewhere = followToNextRead();
        sweep.end();
        return elsewhere;
    }

    private SourceOffset followToNextRead() throws InterruptedException {
        while (!context.schema().rowsAreIncomplete()) {
            if (reread.answerSignals(position) || refresh.isDue(context.schema().layout())) {
                break;
            }
            if (context.feed().isIdle() && taken.isEmpty()) {
                Optional<SourceOffset> elsewhere = emitMissed();
                if (elsewhere.isPresent()) {
                    return elsewhere.get();
                }
            }
            appeared.emit(position);
            if (context.schema().rowsAreIncomplete()) {
                break;
            }
            if (taken.isEmpty()) {
                try {
                    taken.addAll(context.feed().take(BATCH, untilNextCheck()));
                } catch (SubscriptionRejectedException rejected) {
                    return handover.resume(offset(), rejected, context.emitter().version());
                }
            }
            List<ChangeEvent> readable = nextReadable();
            if (emitsWholeRows) {
                emitWholeRows(readable);
            } else {
                emitEvents(readable);
            }
            if (!taken.isEmpty()) {
                StreamItem item = taken.peekFirst();
                Optional<ReadScope> missing = recoverFrom(item);
                position = positionAfter(item);
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
                SourceOffset next = handover.goOn(offset(), context.emitter().version());
                boolean goesOn = next.position().equals(position) && !handover.polls();
                return goesOn ? Optional.empty() : Optional.of(next);
            }
            missed = finding.missed();
        }
        if (missed.size() > MAX_SINGLE) {
            ReadScope scope = handover.since(Collections.min(missed.values()));
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
        List<ChangeEvent> events = new ArrayList<>(taken.size());
        for (StreamItem item : taken) {
            if (!(item instanceof ChangeEvent event)
                    || EventKind.of(event.header()).concernsWholeObject()) {
                break;
            }
            events.add(event);
        }
        return events;
    }

    private Position positionAfter(StreamItem item) {
        if (item instanceof ChangeEvent event) {
            return new Position.After(event.replayId(), event.header().commitTimestamp());
        }
        return ((UnreadableEvent) item)
                .replayId()
                .map(id -> (Position) new Position.After(id, position.time()))
                .orElse(position);
    }

    /** Counts an item without values, and returns what has to be read because of it; empty if the user chose to lose it. */
    private Optional<ReadScope> recoverFrom(StreamItem item) {
        context.metrics().countGap();
        if (item instanceof UnreadableEvent unreadable) {
            context.metrics().countUnreadableEvent();
            return recover(
                    "a message that is not a change event (" + unreadable.problem() + ")",
                    () -> handover.since(position.time()));
        }
        ChangeEvent event = (ChangeEvent) item;
        return switch (EventKind.of(event.header())) {
            case CONVERSION -> recover("the conversion of a field's type", () -> ReadScope.ALL);
            case OVERFLOW ->
                recover(
                        "a transaction with more changes than Salesforce sends events for",
                        () -> handover.since(event.header().commitTimestamp()));
            case CHANGE, DELETION, GAP -> throw new IllegalStateException("an event that names its records");
        };
    }

    private <T> Optional<T> recover(String gap, Supplier<T> recovery) {
        LOG.warn("{}: {}. gap.event.recovery is {}.", object(), gap, gapRecovery);
        return switch (gapRecovery) {
            case RESYNC -> Optional.of(recovery.get());
            case LATEST -> Optional.empty();
            case FAIL ->
                throw new ConnectException("The events of " + object() + " have a gap: " + gap
                        + ". Set gap.event.recovery=resync to re-read what is missing.");
        };
    }

    private void emitEvents(List<ChangeEvent> events) throws InterruptedException {
        List<FieldChanges> changes = changes(events);
        Map<RecordId, ObjectNode> fetched;
        try {
            fetched = fetchMissing(events, changes);
        } catch (SalesforceException failure) {
            if (!Failures.isOfRemovedField(failure)) {
                throw failure;
            }
            context.schema().describe();
            changes = changes(events);
            fetched = fetchMissing(events, changes);
        }
        if (context.schema().rowsAreComplete()) {
            context.emitter().setColumns(context.schema().layout().fingerprint());
        }
        emitEach(events, changes, fetched);
    }

    /** Returns the changes of each event; null for one that has none of its own. */
    private List<FieldChanges> changes(List<ChangeEvent> events) {
        List<FieldChanges> changes = new ArrayList<>(events.size());
        for (ChangeEvent event : events) {
            boolean hasFields = EventKind.of(event.header()) == EventKind.CHANGE;
            changes.add(hasFields ? context.schema().changes(event) : null);
        }
        return changes;
    }

    private void emitEach(List<ChangeEvent> events, List<FieldChanges> changes, Map<RecordId, ObjectNode> fetched)
            throws InterruptedException {
        for (int i = 0; i < events.size(); i++) {
            ChangeEvent event = events.get(i);
            boolean idGoesOn =
                    i + 1 < events.size() && events.get(i + 1).replayId().equals(event.replayId());
            Position end = idGoesOn ? position : positionAfter(event);
            switch (EventKind.of(event.header())) {
                case CHANGE -> emitChange(event, changes.get(i), fetched, end);
                case DELETION -> emitDeletion(event, end);
                case GAP -> emitCurrent(event, end);
                case OVERFLOW, CONVERSION -> throw new IllegalStateException("an event that names no record");
            }
            advance(event, end);
        }
    }

    /**
     * Reads the records of all events. An event has some of the fields, and does not say whether its record meets the object's
     * condition. Records that exist and meet it are emitted as whole rows, and the others as deleted.
     */
    private void emitWholeRows(List<ChangeEvent> events) throws InterruptedException {
        Set<RecordId> ids = new LinkedHashSet<>();
        for (ChangeEvent event : events) {
            context.schema().layoutFor(event);
            boolean skipped = EventKind.of(event.header()) == EventKind.GAP
                    && recover(countGap(event), () -> ids(event)).isEmpty();
            ids.addAll(skipped ? Set.of() : ids(event));
        }
        if (events.isEmpty()) {
            return;
        }
        Position end = positionAfter(events.get(events.size() - 1));
        if (!ids.isEmpty()) {
            reread.emit(ids, context.records()::deletion, version -> new StreamOffset(end, version));
        }
        events.forEach(event -> advance(event, end));
    }

    private void advance(ChangeEvent event, Position end) {
        sweep.report(event);
        taken.removeFirst();
        position = end;
        context.metrics()
                .countEvent(
                        event.header().changeTypeName(),
                        event.replayId().value(),
                        clock.millis() - event.header().commitTimestamp().toEpochMilli());
    }

    /**
     * Fetches the current values of fields that events name without a value, for many events in one call. They may be newer than
     * the event; then the event that set them is still to come.
     */
    private Map<RecordId, ObjectNode> fetchMissing(List<ChangeEvent> events, List<FieldChanges> changes) {
        Set<RecordId> ids = new LinkedHashSet<>();
        Set<String> fields = new LinkedHashSet<>();
        for (int i = 0; i < events.size(); i++) {
            if (changes.get(i) != null && !changes.get(i).unread().isEmpty()) {
                ids.addAll(ids(events.get(i)));
                fields.addAll(changes.get(i).unread());
            }
        }
        if (ids.isEmpty()) {
            return Map.of();
        }
        context.metrics().countFetched(ids.size());
        return lookup.retrieve(context.schema().layout().description().name(), ids, List.copyOf(fields))
                .byId();
    }

    private void emitChange(ChangeEvent event, FieldChanges changes, Map<RecordId, ObjectNode> fetched, Position end)
            throws InterruptedException {
        boolean update = event.header().changeType() == ChangeType.UPDATE;
        List<ObjectEmitter.Pending> unit = new ArrayList<>();
        for (String id : event.header().recordIds()) {
            boolean isFetched = !fetched.isEmpty() && RecordId.isValid(id);
            PartialRow row = changes.row(id, isFetched ? fetched.get(new RecordId(id)) : null);
            // A record that is created exists, even if none of the fields that the event has are copied.
            if (!update || !row.changed().isEmpty()) {
                unit.add(place -> context.records().change(changes.layout(), event, id, row, place));
            }
        }
        if (unit.isEmpty()) {
            context.metrics().countEventWithoutChange();
        }
        emitUnit(unit, event.header().commitTimestamp(), end);
    }

    private void emitDeletion(ChangeEvent event, Position end) throws InterruptedException {
        RowLayout layout = context.schema().layout();
        List<ObjectEmitter.Pending> unit = new ArrayList<>();
        for (String id : event.header().recordIds()) {
            unit.add(place -> context.records().deletion(layout, event, id, place));
        }
        emitUnit(unit, event.header().commitTimestamp(), end);
    }

    /** Answers an event that names records without their changes: reads them, and emits them as they are, or as deleted. */
    private void emitCurrent(ChangeEvent event, Position end) throws InterruptedException {
        Optional<Set<RecordId>> lost = recover(countGap(event), () -> ids(event));
        if (lost.isPresent()) {
            context.schema().layoutFor(event);
            reread.emit(
                    lost.get(),
                    (layout, id, read, place) -> context.records().deletion(layout, event, id, place),
                    version -> new StreamOffset(end, version));
        }
    }

    /** Counts a gap, and returns a description of it. */
    private String countGap(ChangeEvent event) {
        context.metrics().countGap();
        return event.header().changeTypeName() + " of "
                + event.header().recordIds().size() + " records";
    }

    /** Returns the ids by which records can be read. */
    private static Set<RecordId> ids(ChangeEvent event) {
        Set<RecordId> ids = new LinkedHashSet<>();
        event.header().recordIds().stream()
                .filter(RecordId::isValid)
                .map(RecordId::new)
                .forEach(ids::add);
        return ids;
    }

    private void emitUnit(List<ObjectEmitter.Pending> unit, Instant time, Position end) throws InterruptedException {
        context.emitter().emit(unit, time, version -> new StreamOffset(end, version));
    }

    private String object() {
        return context.object();
    }
}
