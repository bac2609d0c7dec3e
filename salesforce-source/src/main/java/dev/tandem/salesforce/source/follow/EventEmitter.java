/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.client.stream.ChangeType;
import dev.tandem.salesforce.client.stream.StreamItem;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.failure.RemovedFields;
import dev.tandem.salesforce.source.follow.GapPolicy.Gap;
import dev.tandem.salesforce.source.mapping.FieldChanges;
import dev.tandem.salesforce.source.mapping.FieldChanges.PartialRow;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.read.RecordReread;
import dev.tandem.salesforce.source.read.RowSize;
import dev.tandem.salesforce.source.read.UnitSize;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An emitter of an object's events. It turns each into records, and reads from Salesforce what the events do not say.
 *
 * <p><b>Order.</b> An event is emitted before the position moves past it. Of several with one replay id, only the last moves it.
 */
final class EventEmitter {
    private static final Logger LOG = LoggerFactory.getLogger(EventEmitter.class);
    /** Events that are mapped together, so that the values they lack are fetched in one call. */
    private static final int BATCH = 500;

    private final ObjectContext context;
    private final RecordReread reread;
    private final RecordLookup lookup;
    private final GapPolicy gaps;
    private final boolean emitsWholeRows;
    private final UnitSize batchSize = new UnitSize(UnitSize.CAUTIOUS, BATCH);

    /** @param emitsWholeRows whether to emit the records that events name, instead of the fields that they carry */
    EventEmitter(
            ObjectContext context, RecordReread reread, RecordLookup lookup, GapPolicy gaps, boolean emitsWholeRows) {
        this.context = context;
        this.reread = reread;
        this.lookup = lookup;
        this.gaps = gaps;
        this.emitsWholeRows = emitsWholeRows;
    }

    /** Returns the number of events to emit together. */
    int batchSize() {
        return batchSize.next();
    }

    /** A listener that moves the position past an event that is emitted. */
    interface Progress {
        void moveTo(Position end, ChangeEvent emitted);
    }

    /**
     * Emits events that name their records.
     *
     * @param start the position before them
     */
    void emit(List<ChangeEvent> events, Position start, Progress progress) throws InterruptedException {
        if (emitsWholeRows) {
            emitWholeRows(events, progress);
        } else {
            emitFields(events, start, progress);
        }
    }

    /** Returns the position after an item. A message without a replay id does not move it. */
    static Position positionAfter(StreamItem item, Position position) {
        if (item instanceof ChangeEvent event) {
            return new Position.After(event.replayId(), event.header().commitTimestamp());
        }
        return ((UnreadableEvent) item)
                .replayId()
                .map(id -> (Position) new Position.After(id, position.time()))
                .orElse(position);
    }

    /** Counts an item that names no record, and returns what has to be read because of it; empty if the user chose to lose it. */
    Optional<ReadScope> reportGap(StreamItem item, Instant lastEvent) {
        if (item instanceof UnreadableEvent) {
            context.metrics().countUnreadableEvent();
        }
        return reportGap(gaps.ofObject(item, lastEvent));
    }

    private <T> Optional<T> reportGap(Gap<T> gap) {
        context.metrics().countGap();
        LOG.warn("{}", gaps.describe(gap));
        return gaps.missing(gap);
    }

    private void emitFields(List<ChangeEvent> events, Position start, Progress progress) throws InterruptedException {
        Changes changes = RemovedFields.retry(context.schema()::describe, () -> readable(events));
        storeColumns();
        Position position = start;
        for (int i = 0; i < events.size(); i++) {
            ChangeEvent event = events.get(i);
            boolean idGoesOn =
                    i + 1 < events.size() && events.get(i + 1).replayId().equals(event.replayId());
            Position end = idGoesOn ? position : positionAfter(event, position);
            switch (EventKind.of(event.header())) {
                case CHANGE -> emitChange(event, changes.ofEvents().get(i), changes.fetched(), end);
                case DELETION -> emitDeletion(event, end);
                case GAP -> emitCurrent(event, end);
                case OVERFLOW, CONVERSION -> throw new IllegalStateException("an event that names no record");
            }
            progress.moveTo(end, event);
            position = end;
        }
    }

    /**
     * The changes of some events.
     *
     * @param ofEvents the changes of each; null for one that has none of its own
     * @param fetched the values that the events lack, by record
     */
    private record Changes(List<FieldChanges> ofEvents, Map<RecordId, ObjectNode> fetched) {}

    private Changes readable(List<ChangeEvent> events) {
        List<FieldChanges> changes = changes(events);
        return new Changes(changes, fetchMissing(events, changes));
    }

    private void storeColumns() {
        context.emitter().setColumns(context.schema().emitted());
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

    /**
     * Reads the records of all events. An event has some of the fields, and does not say whether its record meets the object's
     * condition. Records that exist and meet it are emitted as whole rows, and the others as deleted.
     */
    private void emitWholeRows(List<ChangeEvent> events, Progress progress) throws InterruptedException {
        Set<RecordId> ids = new LinkedHashSet<>();
        for (ChangeEvent event : events) {
            context.schema().layoutFor(event);
            boolean isGap = EventKind.of(event.header()) == EventKind.GAP;
            ids.addAll(isGap ? reportGap(gaps.ofRecords(event)).orElse(Set.of()) : GapPolicy.ids(event));
        }
        if (events.isEmpty()) {
            return;
        }
        // The re-read limits its own calls.
        batchSize.note(0, 0);
        ChangeEvent last = events.get(events.size() - 1);
        Position end = new Position.After(last.replayId(), last.header().commitTimestamp());
        storeColumns();
        if (!ids.isEmpty()) {
            reread.emit(ids, context.records()::deletion, version -> new StreamOffset(end, version));
        }
        events.forEach(event -> progress.moveTo(end, event));
    }

    /**
     * Fetches the current values of fields that events name without a value, for many events in one call. They may be newer than
     * the event. In that case, the event that set them is still to come.
     */
    private Map<RecordId, ObjectNode> fetchMissing(List<ChangeEvent> events, List<FieldChanges> changes) {
        Set<RecordId> ids = new LinkedHashSet<>();
        Set<String> fields = new LinkedHashSet<>();
        for (int i = 0; i < events.size(); i++) {
            if (changes.get(i) != null && !changes.get(i).unread().isEmpty()) {
                ids.addAll(GapPolicy.ids(events.get(i)));
                fields.addAll(changes.get(i).unread());
            }
        }
        if (ids.isEmpty()) {
            batchSize.note(0, 0);
            return Map.of();
        }
        context.metrics().countFetched(ids.size());
        Map<RecordId, ObjectNode> found = lookup.retrieve(
                        context.schema().layout().description().name(), ids, List.copyOf(fields))
                .byId();
        batchSize.note(ids.size(), RowSize.of(found.values()));
        return found;
    }

    private void emitChange(ChangeEvent event, FieldChanges changes, Map<RecordId, ObjectNode> fetched, Position end)
            throws InterruptedException {
        boolean update = event.header().changeType() == ChangeType.UPDATE;
        List<ObjectEmitter.Pending> unit =
                new ArrayList<>(event.header().recordIds().size());
        long bytes = event.bytes();
        for (String id : event.header().recordIds()) {
            boolean isFetched = !fetched.isEmpty() && RecordId.isValid(id);
            ObjectNode current = isFetched ? fetched.get(new RecordId(id)) : null;
            bytes += current == null ? 0 : RowSize.of(current);
            PartialRow row = changes.row(id, current);
            // A record that is created exists, even if none of the fields that the event has are copied.
            if (!update || !row.changed().isEmpty()) {
                unit.add(place -> context.records().change(changes.layout(), event, id, row, place));
            }
        }
        if (unit.isEmpty()) {
            context.metrics().countEventWithoutChange();
        }
        emitUnit(unit, bytes, event.header().commitTimestamp(), end);
    }

    private void emitDeletion(ChangeEvent event, Position end) throws InterruptedException {
        RowLayout layout = context.schema().layout();
        List<ObjectEmitter.Pending> unit =
                new ArrayList<>(event.header().recordIds().size());
        for (String id : event.header().recordIds()) {
            unit.add(place -> context.records().deletion(layout, event, id, place));
        }
        emitUnit(unit, event.bytes(), event.header().commitTimestamp(), end);
    }

    /** Answers an event that names records without their changes: reads them, and emits them as they are, or as deleted. */
    private void emitCurrent(ChangeEvent event, Position end) throws InterruptedException {
        Optional<Set<RecordId>> lost = reportGap(gaps.ofRecords(event));
        if (lost.isPresent()) {
            context.schema().layoutFor(event);
            reread.emit(
                    lost.get(),
                    (layout, id, read, place) -> context.records().deletion(layout, event, id, place),
                    version -> new StreamOffset(end, version));
        }
    }

    private void emitUnit(List<ObjectEmitter.Pending> unit, long bytes, Instant time, Position end)
            throws InterruptedException {
        context.emitter().emit(unit, bytes, time, version -> new StreamOffset(end, version));
    }
}
