/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** Records of whole rows with the key {@code id}, as any source makes them: without headers unless they are added. */
final class FlatRecords {
    static final Schema KEY =
            SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();

    private final String topic;
    private final RecordKind kind;
    private final Map<String, Schema> fields = new LinkedHashMap<>();
    private Schema schema;
    private long offset;

    FlatRecords(String topic) {
        this(topic, RecordKind.FLAT);
    }

    FlatRecords(String topic, RecordKind kind) {
        this.topic = topic;
        this.kind = kind;
    }

    FlatRecords field(String name, Schema type) {
        fields.put(name, type);
        schema = null;
        return this;
    }

    Schema schema() {
        if (schema == null) {
            SchemaBuilder builder = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA);
            fields.forEach(builder::field);
            schema = builder.build();
        }
        return schema;
    }

    /** @param values in the order of the fields */
    SinkRecord row(int id, Object... values) {
        Struct row = new Struct(schema()).put("id", id);
        int next = 0;
        for (String name : fields.keySet()) {
            row.put(name, values[next++]);
        }
        return record(id, schema(), row);
    }

    SinkRecord tombstone(int id) {
        return record(id, null, null);
    }

    private SinkRecord record(int id, Schema valueSchema, Object value) {
        return kind.completed(new SinkRecord(
                topic,
                0,
                KEY,
                new Struct(KEY).put("id", id),
                valueSchema,
                value,
                offset++,
                1_700_000_000_000L,
                TimestampType.CREATE_TIME));
    }
}
