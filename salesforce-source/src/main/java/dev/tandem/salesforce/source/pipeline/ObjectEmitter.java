/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.event.VersionClock;
import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.mapping.RecordFactory.Place;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.SourceOffset;
import dev.tandem.salesforce.source.offset.StoredOffset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Puts an object's records into the queue, unit by unit, with versions that rise in the order of emission. Only the last
 * record of a unit moves the offset, and a unit is polled whole: so an offset is never stored for half of one.
 */
final class ObjectEmitter {
    private final RecordQueue queue;
    private final VersionClock clock;
    private final ObjectMetrics metrics;
    private Optional<String> columns;
    private Map<String, ?> storedOffset;

    /** @param at where the object stands before anything is emitted */
    ObjectEmitter(RecordQueue queue, VersionClock clock, ObjectMetrics metrics, StoredOffset at) {
        this.queue = queue;
        this.clock = clock;
        this.metrics = metrics;
        this.columns = at.columns();
        this.storedOffset = OffsetFormat.store(at);
    }

    /** The newest version handed out. */
    long version() {
        return clock.last();
    }

    /** From here on, records that do not move the offset carry this one. */
    void standsAt(SourceOffset offset) {
        storedOffset = OffsetFormat.store(new StoredOffset(offset, columns));
    }

    /** From here on, all rows that were emitted have, or are going to have, these columns. */
    void rowsHave(String newColumns) {
        columns = Optional.of(newColumns);
    }

    /** A record that knows everything but its place. */
    interface Pending extends Function<Place, SourceRecord> {}

    /**
     * Emits a unit.
     *
     * @param time commit time, or when the read began
     * @param after where the object stands after it, given the last version
     */
    void emit(List<Pending> unit, Instant time, LongFunction<SourceOffset> after) throws InterruptedException {
        if (unit.isEmpty()) {
            return;
        }
        long micros = RecordFactory.micros(time);
        List<SourceRecord> records = new ArrayList<>(unit.size());
        for (int i = 0; i < unit.size(); i++) {
            long version = clock.next(micros);
            if (i == unit.size() - 1) {
                standsAt(after.apply(version));
            }
            records.add(unit.get(i).apply(new Place(version, storedOffset)));
        }
        queue.put(records);
        metrics.records(records.size(), clock.last());
    }
}
