/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.conflict.shape.Change;
import dev.tandem.conflict.shape.Shape;
import dev.tandem.conflict.shape.Shapes;
import dev.tandem.event.Operation;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/** The transform between configure and close: how a record becomes a row. */
final class StartedTransform<R extends ConnectRecord<R>> {
    private final Shapes shapes;
    private final HeaderWriter headers = new HeaderWriter();
    private final Map<Schema, Shape> known = new IdentityHashMap<>();

    StartedTransform(LastWriterWinsConfig config) {
        this.shapes = new Shapes(config.shape());
    }

    R apply(R record) {
        if (record.value() == null) {
            return null;
        }
        Shape shape = known.computeIfAbsent(record.valueSchema(), shapes::of);
        Change change = shape == null ? null : shape.read(record);
        if (change == null) {
            throw new DataException("The value of a record of topic " + record.topic() + " is no change event");
        }
        boolean rowless = change.operation() == Operation.DELETE;
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                rowless ? null : shape.rowSchema(),
                change.row(),
                record.timestamp(),
                headers.write(record.headers(), change, change.changed()));
    }
}
