/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.event.Envelope;
import dev.tandem.event.Operation;
import dev.tandem.event.SalesforceChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** The rows that a reader has who applies the records of a topic in order. */
final class ReplayedTable {
    private final Map<String, Map<String, Object>> rows = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private Schema newestSchema;

    /** Applies all records of an object, and sees that they keep the contract of their order. */
    static ReplayedTable of(List<SourceRecord> records, String object) {
        ReplayedTable table = new ReplayedTable();
        long version = 0;
        for (SourceRecord record : records) {
            Struct envelope = (Struct) record.value();
            Struct source = envelope.getStruct(Envelope.SOURCE);
            if (!source.getString(SalesforceChange.OBJECT).equals(object)) {
                continue;
            }
            ConnectSchema.validateValue(record.valueSchema(), record.value());
            validate(source);
            validate(envelope.getStruct(Envelope.AFTER));
            if (record.key() == null) {
                assertThat(Envelopes.op(record))
                        .as("only a truncate has no key")
                        .isEqualTo("t");
                table.truncate(source.getInt64(SalesforceChange.VERSION_TS));
                continue;
            }
            assertThat(source.getInt64(SalesforceChange.VERSION_TS))
                    .as("versions rise in the order of emission")
                    .isGreaterThan(version);
            version = source.getInt64(SalesforceChange.VERSION_TS);
            String id = ((Struct) record.key()).getString("Id");
            table.versions.put(id, version);
            table.apply(id, envelope);
        }
        return table;
    }

    private void truncate(long before) {
        rows.keySet().removeIf(id -> versions.get(id) < before);
    }

    /** Checks all fields of a struct, which the connector does not do again for each record. */
    private static void validate(Struct struct) {
        if (struct != null) {
            struct.schema().fields().forEach(field -> ConnectSchema.validateValue(field.schema(), struct.get(field)));
        }
    }

    private void apply(String id, Struct envelope) {
        Operation operation = Operation.ofCode(envelope.getString(Envelope.OP)).orElseThrow();
        Struct after = envelope.getStruct(Envelope.AFTER);
        if (operation == Operation.DELETE) {
            assertThat(after).isNull();
            rows.remove(id);
            return;
        }
        newestSchema = after.schema();
        assertThat(after.getString("Id")).isEqualTo(id);
        List<String> changed = envelope.getArray(Envelope.CHANGED_FIELDS);
        assertThat(changed == null).as("only a read is a whole row").isEqualTo(operation == Operation.READ);
        // A whole row does not touch columns that its object has lost.
        Map<String, Object> row = rows.computeIfAbsent(id, created -> new HashMap<>());
        for (Field field : after.schema().fields()) {
            if (changed == null || changed.contains(field.name())) {
                row.put(field.name(), after.get(field));
            }
        }
        row.put("Id", id);
    }

    Map<String, Map<String, Object>> rows() {
        return rows;
    }

    /** Compares every row and value with what Salesforce has, in the columns of the newest record. */
    void assertEquals(Map<String, ObjectNode> salesforce) {
        assertThat(rows.keySet()).as("the records that there are").isEqualTo(salesforce.keySet());
        salesforce.forEach((id, record) -> {
            Map<String, Object> expected = new TreeMap<>();
            Map<String, Object> actual = new TreeMap<>();
            for (Field field : newestSchema.fields()) {
                expected.put(field.name(), text(record.get(field.name())));
                actual.put(field.name(), text(field.schema(), rows.get(id).get(field.name())));
            }
            assertThat(actual).as("record %s", id).isEqualTo(expected);
        });
    }

    /** REST's spelling, without the differences that mean nothing. */
    private static String text(com.fasterxml.jackson.databind.JsonNode value) {
        if (value == null || value.isNull() || value.asText().isEmpty()) {
            return "null";
        }
        String text =
                value.isNumber() ? value.decimalValue().stripTrailingZeros().toPlainString() : value.asText();
        return text.matches("\\d{4}-\\d\\d-\\d\\dT.*")
                ? java.time.OffsetDateTime.parse(text.replace("+0000", "Z"))
                        .toInstant()
                        .toString()
                : text;
    }

    private static String text(Schema schema, Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Double number) {
            return new java.math.BigDecimal(number.toString())
                    .stripTrailingZeros()
                    .toPlainString();
        }
        if (value instanceof java.util.Date date) {
            return switch (schema.name()) {
                case org.apache.kafka.connect.data.Date.LOGICAL_NAME ->
                    date.toInstant().toString().substring(0, 10);
                case org.apache.kafka.connect.data.Time.LOGICAL_NAME ->
                    date.toInstant().toString().substring(11);
                default -> date.toInstant().toString();
            };
        }
        return value.toString();
    }
}
