/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.sql;

import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.RejectedRecordException;
import dev.tandem.postgres.sink.record.RowShape;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.type.BinaryArray;
import dev.tandem.postgres.sink.type.Encoder;
import dev.tandem.postgres.sink.type.UnwritableValueException;
import dev.tandem.postgres.sink.type.ValueType;
import dev.tandem.postgres.sink.type.ValueTypes;
import dev.tandem.postgres.sink.type.Wire;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;

/** How the values for one column travel in one batch, in a format that suits the column and all of the batch's schemas. */
public final class ColumnFormat {
    private final Column column;
    private final Wire wire;
    private final Map<RowShape, Encoder> encoders = new IdentityHashMap<>();
    private RowShape lastShape;
    private Encoder lastEncoder;

    /** @param schemas the schema of the column's values in each shape that has it; the others leave it null */
    ColumnFormat(Column column, Map<RowShape, Schema> schemas) {
        this.column = column;
        Wire shared = null;
        for (Schema schema : schemas.values()) {
            Wire suited = ValueTypes.of(schema).wireFor(column.type());
            shared = shared == null || shared == suited ? suited : Wire.TEXT;
        }
        this.wire = shared == null ? Wire.of(column.type()) : shared;
        schemas.forEach((shape, schema) -> {
            ValueType type = ValueTypes.of(schema);
            encoders.put(shape, type.encoder(schema, column.type(), wire));
        });
    }

    public Column column() {
        return column;
    }

    /** Whether the values of that shape go to this column, and not to one beside it. */
    public boolean takes(RowShape shape) {
        return encoders.containsKey(shape);
    }

    Wire wire() {
        return wire;
    }

    /** The SQL of a value of the relation {@code s} as the column's type. */
    String cast(String reference) {
        return wire.cast(reference, column.type());
    }

    /** Rows of one shape mostly follow each other. */
    private Encoder encoder(RowShape shape) {
        if (shape != lastShape) {
            lastShape = shape;
            lastEncoder = encoders.get(shape);
        }
        return lastEncoder;
    }

    /** The same as it will be once it is stored, rounded and padded, so that it can be compared with what is. */
    String castStored(String reference) {
        boolean text = wire == Wire.TEXT
                && (column.type().equals("text") || column.type().equals("character varying"));
        return text ? reference : "CAST(" + reference + " AS " + column.declared() + ")";
    }

    void encode(BinaryArray array, Change source, Object value) {
        Encoder encoder = encoder(source.shape());
        if (value == null || encoder == null) {
            array.addNull();
            return;
        }
        try {
            encoder.encode(value, array);
        } catch (UnwritableValueException | ArithmeticException unwritable) {
            throw new RejectedRecordException(
                    source.record(),
                    "column " + column.name() + " (" + column.declared() + "): " + unwritable.getMessage(),
                    unwritable);
        }
    }
}
