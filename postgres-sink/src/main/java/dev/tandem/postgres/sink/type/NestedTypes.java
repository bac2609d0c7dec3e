/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;

/** Arrays become Postgres arrays when their elements are plain; whatever else nests becomes {@code jsonb}. */
final class NestedTypes {
    private NestedTypes() {}

    static ValueType array() {
        return ValueType.of(NestedTypes::arrayColumn, Json::text)
                .asArray(schema -> (value, array) -> array.addText(literal(schema, (List<?>) value)));
    }

    static ValueType json() {
        return ValueType.of(schema -> TypeKind.JSONB.type(), Json::text);
    }

    private static PgType arrayColumn(Schema schema) {
        Schema element = innermost(schema);
        return element.type().isPrimitive()
                ? ValueTypes.of(element).columnType(element).arrayOf()
                : TypeKind.JSONB.type();
    }

    private static Schema innermost(Schema schema) {
        return schema.type() == Schema.Type.ARRAY ? innermost(schema.valueSchema()) : schema;
    }

    /** The text form of an array: each element in quotes, with {@code "} and {@code \} escaped, or NULL. */
    private static String literal(Schema schema, List<?> elements) {
        StringBuilder text = new StringBuilder("{");
        for (Object element : elements) {
            if (text.length() > 1) {
                text.append(',');
            }
            appendElement(text, schema.valueSchema(), element);
        }
        return text.append('}').toString();
    }

    private static void appendElement(StringBuilder text, Schema schema, Object element) {
        if (element == null) {
            text.append("NULL");
        } else if (schema.type() == Schema.Type.ARRAY) {
            text.append(literal(schema, (List<?>) element));
        } else {
            text.append(quoted(schema, element));
        }
    }

    private static String quoted(Schema schema, Object element) {
        String plain = ValueTypes.of(schema).text(schema, element);
        return '"' + plain.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The text form of hstore: {@code "key"=>"value"}, the value in quotes as well, or NULL. */
    static String hstore(Schema schema, Object map) {
        return ((Map<?, ?>) map)
                .entrySet().stream()
                        .map(entry -> quoted(schema.keySchema(), entry.getKey()) + "=>"
                                + (entry.getValue() == null ? "NULL" : quoted(schema.valueSchema(), entry.getValue())))
                        .collect(Collectors.joining(","));
    }
}
