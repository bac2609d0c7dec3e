/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** Records with a key field {@code id} of any type, and a value of a single field {@code x}. */
final class KeyedRecords {
    private final String topic;
    private final Schema keySchema;
    private final Schema valueSchema;
    private long offset;

    KeyedRecords(String topic, Schema id) {
        this(topic, id, Schema.OPTIONAL_STRING_SCHEMA);
    }

    KeyedRecords(String topic, Schema id, Schema x) {
        this.topic = topic;
        this.keySchema = SchemaBuilder.struct().field("id", id).build();
        this.valueSchema = SchemaBuilder.struct().field("x", x).build();
    }

    SinkRecord upsert(Object id, Object x) {
        return record(id, valueSchema, new Struct(valueSchema).put("x", x));
    }

    SinkRecord delete(Object id) {
        return record(id, null, null);
    }

    private SinkRecord record(Object id, Schema schema, Struct value) {
        Struct key = new Struct(keySchema).put("id", id);
        return new SinkRecord(
                topic, 0, keySchema, key, schema, value, offset++, 1_700_000_000_000L, TimestampType.CREATE_TIME);
    }
}
