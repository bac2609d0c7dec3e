/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** A builder of the records that Debezium's sources make, as structs or as schemaless maps. */
final class DebeziumRecords {
    static final String TOPIC = "shop.public.orders";
    static final Schema ROW = SchemaBuilder.struct()
            .name(TOPIC + ".Value")
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("status", SchemaBuilder.string().defaultValue("new").build())
            .field("note", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    static final Schema KEY =
            SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();

    private final Schema sourceSchema;
    private final Map<String, Object> source = new LinkedHashMap<>();
    private final Schema envelope;
    private String topic = TOPIC;
    private long offset;

    private DebeziumRecords(String connector, Schema row, SchemaBuilder source) {
        this.sourceSchema = source.field("connector", Schema.STRING_SCHEMA)
                .field("name", Schema.STRING_SCHEMA)
                .field("ts_ms", Schema.INT64_SCHEMA)
                .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
                .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        this.envelope = SchemaBuilder.struct()
                .name(TOPIC + ".Envelope")
                .field("before", row)
                .field("after", row)
                .field("source", sourceSchema)
                .field("op", Schema.STRING_SCHEMA)
                .build();
        source("connector", connector)
                .source("name", "shop")
                .source("ts_ms", 1_000L)
                .source("snapshot", "false");
    }

    static DebeziumRecords postgres(Schema row) {
        return new DebeziumRecords(
                        "postgresql",
                        row,
                        SchemaBuilder.struct()
                                .name("io.debezium.connector.postgresql.Source")
                                .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
                                .field("sequence", Schema.OPTIONAL_STRING_SCHEMA))
                .source("lsn", 500L)
                .source("sequence", "[\"490\",\"500\"]")
                .source("ts_us", 1_000_123L);
    }

    static DebeziumRecords mysql(Schema row) {
        return new DebeziumRecords(
                        "mysql",
                        row,
                        SchemaBuilder.struct()
                                .name("io.debezium.connector.mysql.Source")
                                .field("file", Schema.STRING_SCHEMA)
                                .field("pos", Schema.INT64_SCHEMA)
                                .field("row", Schema.INT32_SCHEMA))
                .source("file", "binlog.000002")
                .source("pos", 900L)
                .source("row", 0);
    }

    static DebeziumRecords oracle(Schema row) {
        return of("oracle", row, "scn", "commit_scn").source("scn", "4711");
    }

    static DebeziumRecords sqlServer(Schema row) {
        return of("sqlserver", row, "change_lsn", "commit_lsn")
                .source("change_lsn", "00000027:00000758:0003")
                .source("commit_lsn", "00000027:00000758:0005");
    }

    /** A source whose position is in text fields. */
    static DebeziumRecords of(String connector, Schema row, String... fields) {
        SchemaBuilder source = SchemaBuilder.struct();
        for (String field : fields) {
            source.field(field, Schema.OPTIONAL_STRING_SCHEMA);
        }
        return new DebeziumRecords(connector, row, source.field("event_serial_no", Schema.OPTIONAL_INT64_SCHEMA));
    }

    DebeziumRecords source(String field, Object value) {
        source.put(field, value);
        return this;
    }

    DebeziumRecords topic(String topic) {
        this.topic = topic;
        return this;
    }

    DebeziumRecords offset(long offset) {
        this.offset = offset;
        return this;
    }

    static Struct row(long id, String status, String note) {
        return new Struct(ROW).put("id", id).put("status", status).put("note", note);
    }

    SinkRecord record(String op, Struct before, Struct after) {
        Struct from = new Struct(sourceSchema);
        source.forEach((name, value) -> {
            if (sourceSchema.field(name) != null) {
                from.put(name, value);
            }
        });
        Struct value = new Struct(envelope)
                .put("op", op)
                .put("source", from)
                .put("before", before)
                .put("after", after);
        Struct row = after == null ? before : after;
        Struct key = row == null ? null : new Struct(KEY).put("id", row.getInt64("id"));
        return new SinkRecord(topic, 0, KEY, key, envelope, value, offset);
    }

    /** Builds the record without schemas, like JSON. */
    SinkRecord schemaless(String op, Struct before, Struct after) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("op", op);
        value.put("source", new LinkedHashMap<>(source));
        value.put("before", map(before));
        value.put("after", map(after));
        Struct row = after == null ? before : after;
        return new SinkRecord(
                topic, 0, null, row == null ? null : Map.of("id", row.getInt64("id")), null, value, offset);
    }

    static Map<String, Object> map(Struct struct) {
        if (struct == null) {
            return null;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (Field field : struct.schema().fields()) {
            map.put(field.name(), struct.getWithoutDefault(field.name()));
        }
        return map;
    }
}
