/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.table.Naming;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/** A check for names that no column can have, and for tables that the sink must not write rows to. Pure. */
final class NameCheck {
    /** The schemas of Postgres and of the sink itself. */
    private static final Set<String> RESERVED = Set.of("information_schema", "tandem");
    /** The beginning of the names of Postgres's own schemas, those of temporary tables included. */
    private static final String RESERVED_PREFIX = "pg_";

    private NameCheck() {}

    /** Rejects a record whose topic leads to no table of a user's. */
    static void checkTable(SinkRecord record, TableId table) {
        if (table.schema().isEmpty() || table.name().isEmpty()) {
            throw new RejectedRecordException(
                    record,
                    "Topic " + record.topic() + " has an empty part, so no table can be named after it. Name one in "
                            + "topics.to.tables.mapping.");
        }
        if (RESERVED.contains(table.schema()) || table.schema().startsWith(RESERVED_PREFIX)) {
            throw new RejectedRecordException(
                    record,
                    "Schema " + table.schema()
                            + " is reserved for Postgres or the sink itself. Leave the topic out, or name a"
                            + " table of another schema in topics.to.tables.mapping.");
        }
    }

    /** Rejects a record whose fields, in key or value, no column can be named after. */
    static void checkFields(SinkRecord record, List<KeyField> key, Naming naming) {
        Map<String, String> keyColumns = new HashMap<>();
        for (KeyField field : key) {
            check(record, field.name());
            String column = naming.column(field.name());
            String other = keyColumns.put(column, field.name());
            if (other != null) {
                throw new RejectedRecordException(
                        record,
                        "Key fields " + other + " and " + field.name() + " are both column " + column
                                + ". Rename one of them.");
            }
            if (naming.isSystemColumn(column)) {
                throw new RejectedRecordException(
                        record,
                        "Key field " + field.name() + " is column " + column
                                + ", which the sink writes itself. Rename the field.");
            }
        }
        if (record.value() != null) {
            record.valueSchema().fields().forEach(field -> check(record, field.name()));
        }
    }

    private static void check(SinkRecord record, String name) {
        String mistake = mistake(name);
        if (mistake != null) {
            throw new RejectedRecordException(
                    record, "A field name " + mistake + ", so no column can have it. Rename the field.");
        }
    }

    private static String mistake(String name) {
        if (name.indexOf(0) >= 0) {
            return "contains U+0000";
        }
        return StandardCharsets.UTF_8.newEncoder().canEncode(name) ? null : "has half of a surrogate pair";
    }
}
