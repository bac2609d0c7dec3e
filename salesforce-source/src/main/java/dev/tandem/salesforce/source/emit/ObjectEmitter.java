/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.emit;

import dev.tandem.event.Envelope;
import dev.tandem.event.Operation;
import dev.tandem.event.VersionClock;
import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.mapping.RecordFactory.Place;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.EmittedColumns;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.Route;
import dev.tandem.salesforce.source.offset.SignalPosition;
import dev.tandem.salesforce.source.offset.SourceOffset;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.settings.RecordSettings.DeleteRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * An emitter that puts an object's records into the queue, unit by unit, with versions that rise in the order of emission. A unit is polled
 * whole, and only its last record moves the offset, so an offset is never stored for half a unit.
 */
public final class ObjectEmitter {
    private final RecordQueue queue;
    private final VersionClock clock;
    private final ObjectMetrics metrics;
    private final DeleteRecords deletes;
    private StoredOffset current;
    /** The offset that records carry. */
    private Map<String, ?> serialized;

    /** @param stored the offset of the object before anything is emitted */
    public ObjectEmitter(
            RecordQueue queue, VersionClock clock, ObjectMetrics metrics, DeleteRecords deletes, StoredOffset stored) {
        this.deletes = deletes;
        this.queue = queue;
        this.clock = clock;
        this.metrics = metrics;
        set(stored);
    }

    /** Returns the newest version handed out. */
    public long version() {
        return clock.last();
    }

    /** Returns the offset of the object: everything before it has been emitted. */
    public SourceOffset offset() {
        return current.offset();
    }

    /** Returns the place from which the object's events go on. */
    public Position position() {
        return current.offset().position();
    }

    /** Moves to an offset. All records carry it until one moves it further. */
    public void moveTo(SourceOffset offset) {
        set(current.withOffset(offset));
    }

    /** Returns the offset with all that is stored with it. */
    public StoredOffset current() {
        return current;
    }

    /** Returns the signals that have been answered. */
    public SignalPosition signals() {
        return current.signals();
    }

    /** Notes that signals have been answered, or will be by what is read from the next offset on. */
    public void setSignals(SignalPosition answered) {
        set(current.withSignals(answered));
    }

    /** Notes that all rows emitted so far have these columns, or will have them. */
    public void setColumns(EmittedColumns columns) {
        set(current.withColumns(columns));
    }

    /** Returns the version up to which rows may be those of records that are gone, if a complete read has to verify that. */
    public Optional<Long> unverified() {
        return current.unverified();
    }

    /** Notes that some rows emitted so far may be those of records that are gone. The next complete read verifies that. */
    public void setUnverified() {
        set(current.withUnverified(Optional.of(version())));
    }

    /** Notes that no row is left of a record that is gone. */
    public void setVerified() {
        set(current.withUnverified(Optional.empty()));
    }

    /** Notes the route of all later changes. */
    public void setRoute(Route route) {
        set(current.withRoute(route));
    }

    private void set(StoredOffset offset) {
        current = offset;
        serialized = OffsetFormat.writeLater(offset);
        metrics.setPosition(position().time());
    }

    /** A record that lacks only its place. */
    public interface Pending extends Function<Place, SourceRecord> {}

    /** Emits a unit of records that hold no fields, so that their number bounds their size. */
    public void emit(List<Pending> unit, Instant time, LongFunction<SourceOffset> end) throws InterruptedException {
        emit(unit, 0, time, end);
    }

    /**
     * Emits a unit.
     *
     * @param bytes the size of the unit's values as they were received
     * @param time the commit time, or when the read began
     * @param end returns the offset after the unit, given its last version
     */
    public void emit(List<Pending> unit, long bytes, Instant time, LongFunction<SourceOffset> end)
            throws InterruptedException {
        if (unit.isEmpty()) {
            return;
        }
        long micros = RecordFactory.micros(time);
        List<SourceRecord> records = new ArrayList<>(unit.size());
        for (int i = 0; i < unit.size(); i++) {
            long version = clock.next(micros);
            Map<String, ?> before = serialized;
            // INVARIANT: only the last record of a unit carries the new offset.
            if (i == unit.size() - 1) {
                moveTo(end.apply(version));
            }
            SourceRecord record = unit.get(i).apply(new Place(version, serialized));
            if (deletes == DeleteRecords.ENVELOPE_AND_TOMBSTONE && isDelete(record)) {
                records.add(unit.get(i).apply(new Place(version, before)));
                records.add(withoutValue(record));
            } else {
                records.add(record);
            }
        }
        queue.put(new RecordQueue.Batch(records, bytes));
        metrics.countRecords(records.size(), clock.last());
    }

    private static boolean isDelete(SourceRecord record) {
        return record.value() instanceof Struct value && Operation.DELETE.code().equals(value.getString(Envelope.OP));
    }

    private static SourceRecord withoutValue(SourceRecord record) {
        return record.newRecord(
                record.topic(), record.kafkaPartition(), record.keySchema(), record.key(), null, null, null);
    }
}
