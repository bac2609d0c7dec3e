/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.Envelope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;

/** Changes of Salesforce's contacts, as the transform passes them on. */
final class Contacts {
    static final String TOPIC = "salesforce.Contact";
    static final String TABLE = "salesforce.\"Contact\"";

    private static final Schema KEY = Envelope.keySchema(TOPIC);
    private static final Schema CONTACT = SchemaBuilder.struct()
            .name(TOPIC + ".Value")
            .optional()
            .field("Id", Schema.OPTIONAL_STRING_SCHEMA)
            .field("Name", Schema.OPTIONAL_STRING_SCHEMA)
            .field("City", Schema.OPTIONAL_STRING_SCHEMA)
            .field("Key__c", Schema.OPTIONAL_STRING_SCHEMA)
            .field("LastModifiedDate", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    private static long offset;

    private Contacts() {}

    /** @param row every field of the record that has a value */
    static SinkRecord read(String id, long version, Instant modified, Map<String, String> row) {
        SinkRecord read = change("r", id, version, modified, row);
        read.headers().addBoolean(ChangeHeaders.READ, true).remove(ChangeHeaders.CHANGED);
        ((Struct) read.value()).put("LastModifiedDate", modified.toString());
        return read;
    }

    static SinkRecord echo(String operation, String id, long version, long request, Map<String, String> fields) {
        SinkRecord echo = change(operation, id, version, Instant.parse("2099-01-01T00:00:00Z"), fields);
        echo.headers().addString(ChangeHeaders.ECHO, Long.toString(request));
        return echo;
    }

    /** @param fields null for a delete */
    static SinkRecord change(String operation, String id, long version, Instant committed, Map<String, String> fields) {
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString(ChangeHeaders.OP, operation);
        headers.addLong(ChangeHeaders.VERSION, version);
        headers.addLong(ChangeHeaders.COMMIT_TS, committed.getEpochSecond() * 1_000_000);
        Struct row = fields == null ? null : new Struct(CONTACT).put("Id", id);
        if (fields != null) {
            for (Map.Entry<String, String> field : fields.entrySet()) {
                row.put(field.getKey(), field.getValue());
            }
            headers.add(
                    ChangeHeaders.CHANGED,
                    List.copyOf(fields.keySet()),
                    SchemaBuilder.array(Schema.STRING_SCHEMA).build());
        }
        Struct key = new Struct(KEY).put("Id", id);
        return new SinkRecord(TOPIC, 0, KEY, key, row == null ? null : CONTACT, row, offset++, null, null, headers);
    }
}
