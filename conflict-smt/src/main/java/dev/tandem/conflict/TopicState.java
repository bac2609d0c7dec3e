/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.conflict.order.RowMemory;
import dev.tandem.conflict.row.ObjectKeys;
import dev.tandem.conflict.row.ObjectRows;
import dev.tandem.conflict.shape.Shape;
import dev.tandem.conflict.shape.Shapes;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;

/** What the transform knows of one topic: the shapes of its values, its keys and rows, and their newest writers. */
final class ObjectStream {
    private static final int MOST_SHAPES = 1_000;

    private final Shapes shapes;
    private final ObjectKeys keys;
    private final ObjectRows rows;
    private final RowMemory memory;
    private final Map<Schema, Shape> byValueSchema = new IdentityHashMap<>();
    private final Map<Schema, Shape> byRowSchema = new IdentityHashMap<>();

    ObjectStream(Shapes shapes, ObjectKeys keys, ObjectRows rows, RowMemory memory) {
        this.shapes = shapes;
        this.keys = keys;
        this.rows = rows;
        this.memory = memory;
    }

    ObjectKeys keys() {
        return keys;
    }

    ObjectRows rows() {
        return rows;
    }

    RowMemory memory() {
        return memory;
    }

    /** Null when the value is of no shape that holds changes. */
    Shape shape(ConnectRecord<?> record) {
        if (Shapes.toldByHeaders(record)) {
            return known(byRowSchema, record.valueSchema(), Shapes::ofHeaders);
        }
        return record.valueSchema() == null
                ? shapes.of(record.value())
                : known(byValueSchema, record.valueSchema(), shapes::of);
    }

    private static Shape known(Map<Schema, Shape> known, Schema schema, Function<Schema, Shape> shapes) {
        Shape shape = known.get(schema);
        if (shape == null) {
            if (known.size() == MOST_SHAPES) {
                known.clear();
            }
            shape = shapes.apply(schema);
            known.put(schema, shape);
        }
        return shape;
    }
}
