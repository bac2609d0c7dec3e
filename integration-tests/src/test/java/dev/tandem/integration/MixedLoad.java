/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.Envelope;
import dev.tandem.event.SourceColumn;
import java.math.BigDecimal;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/**
 * Random changes of few rows, so that each batch has several of the same row: whole rows, changes of some fields, deletes and
 * what comes back after them, some of them late. One topic has Tandem's headers; the records of the other are flat.
 */
final class MixedLoad {
    private static final int ROWS = 400;

    private final RecordTopic changes;
    private final RecordTopic flat;
    private final Random random;
    private boolean grown;
    private long version;

    MixedLoad(RecordTopic changes, RecordTopic flat, Random random) {
        this.changes = changes;
        this.flat = flat;
        this.random = random;
    }

    /** From now on most records have a field more, and one that is longer. */
    void growSchema() {
        grown = true;
    }

    /** The newest version in the topic with headers. */
    long newestVersion() {
        return version;
    }

    void send(int records) {
        for (int i = 0; i < records; i++) {
            if (random.nextInt(3) == 0) {
                sendFlat();
            } else {
                sendChange();
            }
        }
        changes.flush();
        flat.flush();
    }

    private void sendChange() {
        version++;
        String operation = List.of("u", "u", "u", "c", "r", "d").get(random.nextInt(6));
        Struct row = operation.equals("d") ? null : row(changes);
        Map<String, String> headers = new HashMap<>();
        headers.put(ChangeHeaders.OP, operation);
        headers.put(ChangeHeaders.ORIGIN, "salesforce");
        // Some come late: they are older than what the row has already.
        headers.put(
                ChangeHeaders.VERSION,
                Long.toString(random.nextInt(5) == 0 ? version - random.nextInt(2000) : version));
        if (row != null && !operation.equals("r")) {
            headers.put(
                    ChangeHeaders.CHANGED,
                    row.schema().fields().stream()
                            .map(Field::name)
                            .filter(field -> random.nextBoolean())
                            .collect(Collectors.joining("\",\"", "[\"", "\"]"))
                            .replace("[\"\"]", "[]"));
        }
        changes.send(key(changes), row, headers);
    }

    private void sendFlat() {
        flat.send(key(flat), random.nextInt(5) == 0 ? null : row(flat), Map.of());
    }

    private Struct key(RecordTopic topic) {
        return new Struct(Envelope.keySchema(topic.name())).put("Id", "k" + random.nextInt(ROWS));
    }

    private Struct row(RecordTopic topic) {
        boolean newer = grown && random.nextInt(4) > 0;
        SchemaBuilder schema = SchemaBuilder.struct()
                .name(Envelope.rowSchemaName(topic.name()))
                .field("Name", text(newer ? 80 : 40))
                .field("City", text(40))
                .field("Employees", Schema.OPTIONAL_INT32_SCHEMA)
                .field("Revenue", Decimal.builder(2).optional().build())
                .field("SeenAt", Timestamp.builder().optional().build());
        if (newer) {
            schema.field("Tier", text(20));
        }
        Struct row = new Struct(schema.build());
        put(row, "Name", (newer ? "a name too long for the column as it was, " : "name ") + random.nextInt());
        put(row, "City", "Köln " + random.nextInt(100));
        put(row, "Employees", random.nextInt());
        put(row, "Revenue", BigDecimal.valueOf(random.nextInt(), 2));
        put(row, "SeenAt", new Date(random.nextLong(4_000_000_000_000L)));
        if (newer) {
            put(row, "Tier", "tier " + random.nextInt(5));
        }
        return row;
    }

    private void put(Struct row, String field, Object value) {
        if (random.nextInt(6) > 0) {
            row.put(field, value);
        }
    }

    private static Schema text(int length) {
        return SourceColumn.describe(SchemaBuilder.string().optional(), "string", length)
                .build();
    }
}
