/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.governor.CallPurpose;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.failure.RemovedFields;
import dev.tandem.salesforce.source.mapping.RecordFactory.Place;
import dev.tandem.salesforce.source.mapping.RecordFactory.Read;
import dev.tandem.salesforce.source.mapping.RecordFactory.Snapshot;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.mapping.RowReader;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.SignalPosition;
import dev.tandem.salesforce.source.offset.SourceOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.signal.ReadRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A re-read of single records while an object's events are followed. It emits them as whole rows, or as deleted if Salesforce no longer has
 * them.
 *
 * <p>A read takes place between two events. It contains everything that was emitted before it, and events that were received
 * before or during it are emitted after it, on top of it.
 */
public final class RecordReread {
    private static final Logger LOG = LoggerFactory.getLogger(RecordReread.class);

    /** The most records in one unit of the queue, so that memory stays bounded. */
    static final int UNIT = 2_000;
    /** Characters of a text that is long. */
    private static final int LONG_TEXT = 4_000;

    private final ObjectContext context;
    private final SalesforceApi api;
    private final RecordLookup lookup;
    private final Optional<String> filter;
    /** Null until the first read. */
    private UnitSize unitSize;

    public RecordReread(ObjectContext context, SalesforceApi api, Optional<String> filter) {
        this.filter = filter;
        this.context = context;
        this.api = api;
        this.lookup = new RecordLookup(api.forPurpose(CallPurpose.RECOVERY));
    }

    /**
     * Answers the signals that wait. Those for single records are answered at once and together. That does not wait for a signal
     * for the whole object.
     *
     * @param position in the stream
     * @return whether one asks for the whole object, which the caller has to read
     */
    public boolean answerSignals(Position position) throws InterruptedException {
        List<ReadRequest> requests = context.feed().requests();
        if (requests.isEmpty()) {
            return false;
        }
        SignalPosition answered = context.emitter().signals();
        Set<RecordId> ids = new LinkedHashSet<>();
        boolean whole = false;
        for (ReadRequest request : requests) {
            answered = answered.after(request.partition(), request.offset());
            whole |= request.ids().isEmpty();
            request.ids().ifPresent(ids::addAll);
        }
        LOG.info(
                "{}: {} signals ask to read {} records{}.",
                context.object(),
                requests.size(),
                ids.size(),
                whole ? ", and all" : "");
        SignalPosition before = context.emitter().signals();
        SignalPosition end = whole ? before : answered;
        // A read of the whole object would not find the records that are gone for good.
        emit(ids, context.records()::deletion, version -> {
            context.emitter().setSignals(end);
            return new StreamOffset(position, version);
        });
        context.emitter().setSignals(answered);
        context.metrics().countSignals(requests.size());
        context.feed().removeRequests(requests.size());
        return whole;
    }

    /** A factory of the record that says that one is gone. */
    public interface Deletion {
        SourceRecord record(RowLayout layout, String id, Read read, Place place);
    }

    /**
     * Reads records, and emits them. Those that do not meet the object's condition are not found. So many are in one unit that memory
     * stays bounded, and only the last unit moves the position.
     */
    public void emit(Collection<RecordId> ids, Deletion deletion, LongFunction<SourceOffset> end)
            throws InterruptedException {
        List<RecordId> all = List.copyOf(ids);
        int from = 0;
        while (from < all.size()) {
            int to = Math.min(from + unitSize().next(), all.size());
            SourceOffset before = context.emitter().offset();
            emitUnit(all.subList(from, to), deletion, to == all.size() ? end : before::withVersion);
            from = to;
        }
    }

    private UnitSize unitSize() {
        if (unitSize == null) {
            boolean mayBeLarge = context.schema().layout().description().fields().stream()
                    .anyMatch(field -> field.length() >= LONG_TEXT);
            unitSize = new UnitSize(mayBeLarge ? UnitSize.CAUTIOUS : UNIT, UNIT);
        }
        return unitSize;
    }

    private void emitUnit(List<RecordId> ids, Deletion deletion, LongFunction<SourceOffset> end)
            throws InterruptedException {
        RemovedFields.retry(context.schema()::describe, () -> {
            emit(context.schema().layout(), ids, deletion, end);
            return ids;
        });
    }

    private void emit(RowLayout layout, Collection<RecordId> ids, Deletion deletion, LongFunction<SourceOffset> end)
            throws InterruptedException {
        Read read = new Read(api.serverTime(), Snapshot.FALSE);
        context.metrics().countFetched(ids.size());
        SObjectName object = layout.description().name();
        Collection<RecordId> wanted = filter.isPresent() ? lookup.findMatching(object, ids, filter.get()) : ids;
        Map<RecordId, ObjectNode> found =
                lookup.retrieve(object, wanted, layout.columnNames()).byId();
        Set<RecordId> absent = new LinkedHashSet<>(ids);
        absent.removeAll(found.keySet());
        context.sight().requireGone(absent);
        List<ObjectEmitter.Pending> unit = new ArrayList<>(ids.size());
        for (RecordId id : ids) {
            ObjectNode current = found.get(id);
            if (current == null) {
                unit.add(place -> deletion.record(layout, id.value(), read, place));
            } else {
                Struct row = RowReader.read(layout, current);
                unit.add(place -> context.records().read(layout, row, read, place));
            }
        }
        context.emitter().setColumns(context.schema().emitted());
        long bytes = RowSize.of(found.values());
        unitSize().note(found.size(), bytes);
        context.emitter().emit(unit, bytes, read.began(), end);
    }
}
