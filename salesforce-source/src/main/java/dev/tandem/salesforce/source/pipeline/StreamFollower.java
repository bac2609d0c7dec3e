/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.stream.ChangeType;
import dev.tandem.salesforce.client.stream.StreamItem;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import dev.tandem.salesforce.source.mapping.FieldChanges;
import dev.tandem.salesforce.source.mapping.FieldChanges.PartialRow;
import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.mapping.RecordFactory.Read;
import dev.tandem.salesforce.source.mapping.RecordFactory.Snapshot;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.mapping.RowReader;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.offset.SourceOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.settings.ReadSettings.GapRecovery;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an object's events records, one event after the other. An event is emitted before the offset moves past it; of several
 * with one replay id only the last moves it.
 */
final class StreamFollower {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFollower.class);
    /** Events that are mapped together, so that what they do not tell is fetched in one call. */
    private static final int BATCH = 500;

    private final ObjectFeed feed;
    private final ObjectSchema schema;
    private final SalesforceApi api;
    private final Handover handover;
    private final RecordFactory factory;
    private final ObjectEmitter emitter;
    private final ObjectMetrics metrics;
    private final GapRecovery gapRecovery;
    private final Clock clock;

    /** Taken from the feed and not yet emitted; outlives the re-reads in between. */
    private final Deque<StreamItem> taken = new ArrayDeque<>();

    StreamFollower(
            ObjectFeed feed,
            ObjectSchema schema,
            SalesforceApi api,
            Handover handover,
            RecordFactory factory,
            ObjectEmitter emitter,
            ObjectMetrics metrics,
            GapRecovery gapRecovery,
            Clock clock) {
        this.feed = feed;
        this.schema = schema;
        this.api = api;
        this.handover = handover;
        this.factory = factory;
        this.emitter = emitter;
        this.metrics = metrics;
        this.gapRecovery = gapRecovery;
        this.clock = clock;
    }

    /** Emits events until records have to be read anew, and returns where the object stands then. */
    SourceOffset follow(StreamOffset from) throws InterruptedException {
        StreamOffset at = from;
        while (!schema.rowsAreIncomplete()) {
            if (taken.isEmpty()) {
                try {
                    taken.addAll(feed.take(BATCH));
                } catch (SubscriptionRejectedException refused) {
                    return handover.resume(at, refused, emitter.version());
                }
            }
            at = emit(takeWhileReadable(), at);
            if (!taken.isEmpty()) {
                Position after = positionAfter(taken.peekFirst(), at);
                Optional<ReadScope> missing = missing(taken.removeFirst(), at);
                at = new StreamOffset(after, emitter.version());
                if (missing.isPresent()) {
                    return handover.reread(after, missing.get(), emitter.version());
                }
            }
        }
        return handover.reread(at.position(), ReadScope.ALL, emitter.version());
    }

    /** The events up to the first one for which more has to be read than the records that it names. */
    private List<ChangeEvent> takeWhileReadable() {
        List<ChangeEvent> events = new ArrayList<>(taken.size());
        while (taken.peekFirst() instanceof ChangeEvent event
                && !EventKind.of(event.header()).concernsWholeObject()) {
            events.add(event);
            taken.removeFirst();
        }
        return events;
    }

    private static Position positionAfter(StreamItem item, StreamOffset at) {
        if (item instanceof ChangeEvent event) {
            return new Position.After(event.replayId(), event.header().commitTimestamp());
        }
        return ((UnreadableEvent) item)
                .replayId()
                .map(id -> (Position) new Position.After(id, at.position().time()))
                .orElse(at.position());
    }

    /** What has to be read because of an item that does not tell its changes; empty when the user does without. */
    private Optional<ReadScope> missing(StreamItem item, StreamOffset at) {
        metrics.gap();
        if (item instanceof UnreadableEvent unreadable) {
            metrics.unreadableEvent();
            return recover(
                    "a message that is no change event (" + unreadable.problem() + ")",
                    () -> handover.since(at.position().time()));
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

    private <T> Optional<T> recover(String what, Supplier<T> recovery) {
        LOG.warn("{}: {}; gap.event.recovery is {}", object(), what, gapRecovery);
        return switch (gapRecovery) {
            case RESYNC -> Optional.of(recovery.get());
            case LATEST -> Optional.empty();
            case FAIL ->
                throw new ConnectException("The events of " + object() + " have a gap: " + what
                        + ". With gap.event.recovery=resync the connector re-reads what is missing.");
        };
    }

    private StreamOffset emit(List<ChangeEvent> events, StreamOffset from) throws InterruptedException {
        List<FieldChanges> changes = new ArrayList<>(events.size());
        for (ChangeEvent event : events) {
            changes.add(EventKind.of(event.header()) == EventKind.CHANGE ? schema.changes(event) : null);
        }
        if (!schema.rowsAreIncomplete()) {
            emitter.rowsHave(schema.layout().fingerprint());
        }
        Map<RecordId, ObjectNode> fetched = fetchUnread(events, changes);
        StreamOffset at = from;
        for (int i = 0; i < events.size(); i++) {
            ChangeEvent event = events.get(i);
            boolean idGoesOn =
                    i + 1 < events.size() && events.get(i + 1).replayId().equals(event.replayId());
            Position after = idGoesOn ? at.position() : positionAfter(event, at);
            switch (EventKind.of(event.header())) {
                case CHANGE -> emitChange(event, changes.get(i), fetched, after);
                case DELETION -> emitDeletion(event, after);
                case GAP -> emitCurrent(event, after);
                case OVERFLOW, CONVERSION -> throw new IllegalStateException("an event that names no record");
            }
            metrics.emitted(
                    event.header().changeTypeName(),
                    event.replayId().value(),
                    clock.millis() - event.header().commitTimestamp().toEpochMilli());
            at = new StreamOffset(after, emitter.version());
        }
        return at;
    }

    /**
     * The current values of fields that events name without telling them, for many events in one call. They may be newer than
     * the event; then the event that made them is still to come.
     */
    private Map<RecordId, ObjectNode> fetchUnread(List<ChangeEvent> events, List<FieldChanges> changes) {
        Set<RecordId> ids = new LinkedHashSet<>();
        Set<String> fields = new LinkedHashSet<>();
        for (int i = 0; i < events.size(); i++) {
            if (changes.get(i) != null && !changes.get(i).unread().isEmpty()) {
                events.get(i).header().recordIds().forEach(id -> ids.add(new RecordId(id)));
                fields.addAll(changes.get(i).unread());
            }
        }
        return ids.isEmpty() ? Map.of() : retrieve(ids, List.copyOf(fields));
    }

    private Map<RecordId, ObjectNode> retrieve(Set<RecordId> ids, List<String> fields) {
        metrics.fetched(ids.size());
        return new RecordLookup(api)
                .retrieve(schema.layout().description().name(), ids, fields)
                .byId();
    }

    private void emitChange(ChangeEvent event, FieldChanges changes, Map<RecordId, ObjectNode> fetched, Position after)
            throws InterruptedException {
        boolean update = event.header().changeType() == ChangeType.UPDATE;
        List<ObjectEmitter.Pending> unit = new ArrayList<>();
        for (String id : event.header().recordIds()) {
            PartialRow row = changes.row(id, fetched.isEmpty() ? null : fetched.get(new RecordId(id)));
            // A record that is created exists, even if none of the fields that the event has are copied.
            if (!update || !row.changed().isEmpty()) {
                unit.add(place -> factory.change(changes.layout(), event, id, row, place));
            }
        }
        if (unit.isEmpty()) {
            metrics.eventWithoutChange();
        }
        emit(unit, event.header().commitTimestamp(), after);
    }

    private void emitDeletion(ChangeEvent event, Position after) throws InterruptedException {
        RowLayout layout = schema.layout();
        List<ObjectEmitter.Pending> unit = new ArrayList<>();
        for (String id : event.header().recordIds()) {
            unit.add(place -> factory.deletion(layout, event, id, place));
        }
        emit(unit, event.header().commitTimestamp(), after);
    }

    /** For an event that says that records have changed, and not how: reads them, and finds them as they are or deleted. */
    private void emitCurrent(ChangeEvent event, Position after) throws InterruptedException {
        metrics.gap();
        String what = event.header().changeTypeName() + " of "
                + event.header().recordIds().size() + " records";
        Optional<Set<RecordId>> lost = recover(what, () -> ids(event));
        if (lost.isEmpty()) {
            return;
        }
        RowLayout layout = schema.layoutFor(event);
        Read read = new Read(api.serverTime(), Snapshot.FALSE);
        Map<RecordId, ObjectNode> found = retrieve(lost.get(), layout.columnNames());
        List<ObjectEmitter.Pending> unit = new ArrayList<>();
        for (RecordId id : lost.get()) {
            ObjectNode current = found.get(id);
            if (current == null) {
                unit.add(place -> factory.deletion(layout, event, id.value(), place));
            } else {
                Struct row = RowReader.read(layout, current);
                unit.add(place -> factory.read(layout, row, read, place));
            }
        }
        emit(unit, read.began(), after);
    }

    private static Set<RecordId> ids(ChangeEvent event) {
        Set<RecordId> ids = new LinkedHashSet<>();
        event.header().recordIds().forEach(id -> ids.add(new RecordId(id)));
        return ids;
    }

    private void emit(List<ObjectEmitter.Pending> unit, Instant time, Position after) throws InterruptedException {
        emitter.emit(unit, time, version -> new StreamOffset(after, version));
    }

    private String object() {
        return schema.layout().object();
    }
}
