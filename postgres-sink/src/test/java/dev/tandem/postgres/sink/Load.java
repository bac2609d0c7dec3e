/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.testing.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.sink.SinkRecord;

/** Random changes of the rows of one partition: whole rows, changes of some fields, deletes; and what the table must hold after them. */
final class Load {
    private static final Schema WIDER = wider();
    private static final int ROWS = 60;

    private final int partition;
    private final Random random;
    private final Map<String, Map<String, Object>> expected = new TreeMap<>();
    private Schema schema = Changes.ACCOUNT;
    private long version = 1;

    Load(int partition) {
        this.partition = partition;
        this.random = new Random(partition);
    }

    private static Schema wider() {
        SchemaBuilder builder =
                SchemaBuilder.struct().name(Changes.ACCOUNT.name()).optional();
        Changes.ACCOUNT.fields().forEach(field -> builder.field(field.name(), field.schema()));
        return builder.field("Extra", Schema.OPTIONAL_STRING_SCHEMA).build();
    }

    /** Adds the field Extra to all records from now on, so the table needs another column. */
    Load widen() {
        schema = WIDER;
        return this;
    }

    List<SinkRecord> records(int size) {
        List<SinkRecord> records = new ArrayList<>();
        while (records.size() < size) {
            SinkRecord change = change("p" + partition + "k" + random.nextInt(ROWS));
            records.add(new SinkRecord(
                    change.topic(),
                    partition,
                    change.keySchema(),
                    change.key(),
                    change.valueSchema(),
                    change.value(),
                    version++,
                    null,
                    null,
                    change.headers()));
        }
        return records;
    }

    private SinkRecord change(String id) {
        Map<String, Object> row = expected.computeIfAbsent(id, added -> new HashMap<>());
        Map<String, Object> fields = new HashMap<>();
        switch (random.nextInt(6)) {
            case 0:
                expected.remove(id);
                return Changes.delete(id, version);
            case 1:
                fields.put("Name", "n" + version);
                fields.put("City", "c" + version);
                row.clear();
                row.putAll(fields);
                return Changes.change("r", id, version, schema, fields, null);
            default:
                List<String> names = schema == WIDER ? List.of("Name", "City", "Extra") : List.of("Name", "City");
                fields.put(names.get(random.nextInt(names.size())), "v" + version);
                row.putAll(fields);
                return Changes.change("u", id, version, schema, fields, new ArrayList<>(fields.keySet()));
        }
    }

    /** Compares every value of every row. */
    static void assertWritten(Database database, Load... loads) {
        List<String> rows = new ArrayList<>();
        boolean wider = false;
        for (Load load : loads) {
            wider |= load.schema == WIDER;
        }
        for (Load load : loads) {
            for (Map.Entry<String, Map<String, Object>> row : load.expected.entrySet()) {
                rows.add(row.getKey() + "|" + row.getValue().get("Name") + "|"
                        + row.getValue().get("City")
                        + (wider ? "|" + row.getValue().get("Extra") : ""));
            }
        }
        assertThat(rows).isNotEmpty();
        assertThat(database.rows("SELECT \"Id\", \"Name\", \"City\"" + (wider ? ", \"Extra\"" : "")
                        + " FROM salesforce.\"Account\""))
                .containsExactlyInAnyOrderElementsOf(rows);
    }
}
