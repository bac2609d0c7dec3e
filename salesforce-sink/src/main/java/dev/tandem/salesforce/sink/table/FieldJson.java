/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Values of fields as Salesforce's JSON has them. Pure. */
public final class FieldJson {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS'Z'", Locale.ROOT);

    private FieldJson() {}

    /** Returns the fields to write, without the row's existence. */
    public static ObjectNode write(MappedTable table, Map<String, CanonicalValue> sent) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        sent.forEach((column, value) -> {
            FieldDescription field = table.fields().get(column);
            if (field != null && MappedTable.isWritable(field)) {
                fields.set(field.name(), write(FieldKind.ofDescribeType(field.typeName()), value));
            }
        });
        return fields;
    }

    private static JsonNode write(FieldKind kind, CanonicalValue value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value.isNull()) {
            return json.nullNode();
        }
        String text = value.text();
        return switch (kind) {
            case NUMBER -> isNumber(text) ? json.numberNode(new BigDecimal(text)) : json.textNode(text);
            case BOOLEAN -> json.booleanNode(text.equals("true"));
            case TIME -> json.textNode(time(text));
            // Only comparisons need the canonical form; Salesforce gets text as it was written, line ends and order
            // included.
            case TEXT, MULTI_PICKLIST -> json.textNode(value.original() instanceof String written ? written : text);
            default -> json.textNode(text);
        };
    }

    /** Returns the values of a record that was read, by column; fields that were not read are missing. */
    public static Map<String, CanonicalValue> read(MappedTable table, ObjectNode record) {
        Map<String, CanonicalValue> values = new LinkedHashMap<>();
        values.put(
                TwoWayRow.EXISTENCE, record.path("IsDeleted").asBoolean() ? CanonicalValue.FALSE : CanonicalValue.TRUE);
        table.fields().forEach((column, field) -> {
            JsonNode value = record.get(field.name());
            if (value != null) {
                values.put(column, CanonicalValue.of(table.kind(column), value.isNull() ? null : value.asText()));
            }
        });
        return values;
    }

    private static boolean isNumber(String text) {
        try {
            return new BigDecimal(text).precision() > 0;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private static String time(String text) {
        try {
            return LocalTime.parse(text).format(TIME);
        } catch (java.time.DateTimeException notATime) {
            return text;
        }
    }
}
