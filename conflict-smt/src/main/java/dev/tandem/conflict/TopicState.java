/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.conflict.order.LastWriterCache;
import dev.tandem.conflict.row.ObjectKeys;
import dev.tandem.conflict.row.ObjectRows;
import dev.tandem.conflict.shape.Shape;
import dev.tandem.conflict.shape.Shapes;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;

/** The transform's state for one topic: the shapes of its values, its keys and rows, and their last writers. */
final class TopicState {
    private static final int MAX_SHAPES = 1_000;

    private final Shapes shapes;
    private final ObjectKeys keys;
    private final ObjectRows rows;
    private final LastWriterCache lastWriters;
    private final Map<Schema, Shape> byValueSchema = new IdentityHashMap<>();
    private final Map<Schema, Shape> byRowSchema = new IdentityHashMap<>();

    TopicState(Shapes shapes, ObjectKeys keys, ObjectRows rows, LastWriterCache lastWriters) {
        this.shapes = shapes;
        this.keys = keys;
        this.rows = rows;
        this.lastWriters = lastWriters;
    }

    ObjectKeys keys() {
        return keys;
    }

    ObjectRows rows() {
        return rows;
    }

    LastWriterCache lastWriters() {
        return lastWriters;
    }

    /** Returns the shape of the record's value; null if it is not a known shape. */
    Shape shape(ConnectRecord<?> record) {
        if (Shapes.hasChangeHeaders(record)) {
            return known(byRowSchema, record.valueSchema(), Shapes::ofHeaders);
        }
        return record.valueSchema() == null
                ? shapes.of(record.value())
                : known(byValueSchema, record.valueSchema(), shapes::of);
    }

    private static Shape known(Map<Schema, Shape> known, Schema schema, Function<Schema, Shape> shapes) {
        Shape shape = known.get(schema);
        if (shape == null) {
            if (known.size() == MAX_SHAPES) {
                known.clear();
            }
            shape = shapes.apply(schema);
            known.put(schema, shape);
        }
        return shape;
    }
}
