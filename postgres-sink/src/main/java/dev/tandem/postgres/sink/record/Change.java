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
 * What one record does to one row.
 *
 * @param version orders the changes of a row; null for a delete that does not know its own, which is newer than all before
 * @param fields the positions of the columns that it sets; not to be changed
 * @param origin where the change was made; null while conflicts are not logged
 */
public record Change(
        SinkRecord record, RowShape shape, RowKey key, Operation operation, Long version, BitSet fields, String origin)
        implements Effect {
    public TableId table() {
        return shape.table().id();
    }

    public boolean isDelete() {
        return operation == Operation.DELETE;
    }

    /** The value for the column at a position that is among {@link #fields}. A null is a null, whatever the schema's default. */
    public Object value(int position) {
        Field field = shape.field(position);
        Struct row = (Struct) record.value();
        return field.schema().defaultValue() == null ? row.get(field) : row.getWithoutDefault(field.name());
    }
}
