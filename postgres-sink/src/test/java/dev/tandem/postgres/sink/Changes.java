/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.Envelope;
import dev.tandem.event.SalesforceChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;

/** The records that the transform passes on to the sink. */
public final class Changes {
    public static final String TOPIC = "salesforce.Account";
    public static final Schema KEY = Envelope.keySchema(TOPIC);
    public static final Schema ACCOUNT = SchemaBuilder.struct()
            .name(TOPIC + ".Value")
            .optional()
            .field("Id", Schema.OPTIONAL_STRING_SCHEMA)
            .field("Name", Schema.OPTIONAL_STRING_SCHEMA)
            .field("City", Schema.OPTIONAL_STRING_SCHEMA)
            .field("Employees", Schema.OPTIONAL_INT32_SCHEMA)
            .build();

    private static long offset;

    private Changes() {}

    /** Returns a read of a whole row. */
    public static SinkRecord read(String id, long version, Map<String, ?> row) {
        return change("r", id, version, ACCOUNT, row, null);
    }

    public static SinkRecord create(String id, long version, Map<String, ?> fields) {
        return change("c", id, version, ACCOUNT, fields, new ArrayList<>(fields.keySet()));
    }

    public static SinkRecord update(String id, long version, Map<String, ?> fields) {
        return change("u", id, version, ACCOUNT, fields, new ArrayList<>(fields.keySet()));
    }

    public static SinkRecord delete(String id, long version) {
        return change("d", id, version, null, Map.of(), null);
    }

    /** Returns what stands for the rows of an object without records. */
    public static SinkRecord announcement(long version) {
        SinkRecord deletion = delete(SalesforceChange.NO_RECORD, version);
        deletion.headers().addBoolean(ChangeHeaders.READ, true);
        return deletion.newRecord(
                TOPIC, 0, KEY, deletion.key(), ACCOUNT, null, deletion.timestamp(), deletion.headers());
    }

    /** @param schema of the row; null for a delete */
    public static SinkRecord change(
            String op, String id, long version, Schema schema, Map<String, ?> fields, List<String> changed) {
        Struct row = schema == null ? null : new Struct(schema).put("Id", id);
        fields.forEach((name, value) -> row.put(name, value));
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString(ChangeHeaders.OP, op);
        headers.addString(ChangeHeaders.ORIGIN, "salesforce");
        headers.addLong(ChangeHeaders.VERSION, version);
        if (changed != null) {
            headers.add(
                    ChangeHeaders.CHANGED,
                    changed,
                    SchemaBuilder.array(Schema.STRING_SCHEMA).build());
        }
        Struct key = new Struct(KEY).put("Id", id);
        return new SinkRecord(TOPIC, 0, KEY, key, schema, row, offset++, null, null, headers);
    }
}
