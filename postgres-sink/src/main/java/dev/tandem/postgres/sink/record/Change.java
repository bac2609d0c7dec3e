/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.event.Operation;
import dev.tandem.postgres.session.TableId;
import java.util.BitSet;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A change to a single row, read from one Kafka record.
 *
 * @param fields the numbers of the columns this change sets; must not be modified
 */
public record Change(
        SinkRecord record, RowShape shape, RowKey key, Operation operation, BitSet fields, Provenance provenance)
        implements Effect {
    public TableId table() {
        return shape.table().id();
    }

    /** Returns the version, or null for a delete that does not know its own. */
    public Long version() {
        return provenance.version();
    }

    /** Returns the origin, or null while conflicts are not logged. */
    public String origin() {
        return provenance.origin();
    }

    public boolean isDelete() {
        return operation == Operation.DELETE;
    }

    /** Returns whether it is of no row, and only says which columns the rows of its table will have. */
    public boolean isAnnouncement() {
        return isDelete() && record.value() == null && shape.hasValue();
    }

    /** Returns the value of one of {@link #fields}. A null is a null, whatever the schema's default. */
    public Object value(int number) {
        Field field = shape.field(number);
        Struct row = (Struct) record.value();
        Object own = field.index() < 0
                ? null
                : field.schema().defaultValue() == null ? row.get(field) : row.getWithoutDefault(field.name());
        return own == null ? shape.derivedValue(number, row, provenance) : own;
    }
}
