/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;

/** Arrays become Postgres arrays when their elements are plain; whatever else nests becomes {@code jsonb}. */
final class NestedTypes {
    private static final JsonFactory FACTORY = new JsonFactory();

    private NestedTypes() {}

    static ValueType array() {
        return ValueType.of(NestedTypes::arrayColumn, Json::text)
                .asArray((schema, column) ->
                        (value, array) -> array.addText(literal(schema, column.element(), (List<?>) value)));
    }

    static ValueType json() {
        return ValueType.of(schema -> TypeKind.JSONB.type(), Json::text);
    }

    private static PgType arrayColumn(Schema schema) {
        Schema element = innermost(schema);
        return element.type().isPrimitive() || DebeziumTypes.isVariableScaleDecimal(element)
                ? ValueTypes.of(element).columnType(element).arrayOf()
                : TypeKind.JSONB.type();
    }

    private static Schema innermost(Schema schema) {
        return schema.type() == Schema.Type.ARRAY ? innermost(schema.valueSchema()) : schema;
    }

    /** The text form of an array: each element in quotes, with {@code "} and {@code \} escaped, or NULL. */
    private static String literal(Schema schema, PgType column, List<?> elements) {
        StringBuilder text = new StringBuilder("{");
        for (Object element : elements) {
            if (text.length() > 1) {
                text.append(',');
            }
            appendElement(text, schema.valueSchema(), column, element);
        }
        return text.append('}').toString();
    }

    private static void appendElement(StringBuilder text, Schema schema, PgType column, Object element) {
        if (element == null) {
            text.append("NULL");
        } else if (schema.type() == Schema.Type.ARRAY) {
            if (((List<?>) element).isEmpty()) {
                throw new UnwritableValueException(
                        "The array has an empty array in it, which Postgres does not keep. Use a column of type jsonb.");
            }
            text.append(literal(schema, column, (List<?>) element));
        } else {
            text.append(quoted(ValueTypes.of(schema).text(schema, column, element)));
        }
    }

    private static String quoted(Schema schema, Object element) {
        return quoted(ValueTypes.of(schema).text(schema, element));
    }

    private static String quoted(String plain) {
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

    /** Returns the text form of hstore for the JSON that Debezium has of one: an object of texts and nulls. */
    static String hstoreOfJson(String json) {
        List<String> pairs = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(json)) {
            boolean plain = parser.nextToken() == JsonToken.START_OBJECT;
            while (plain && parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = quoted(parser.currentName());
                JsonToken value = parser.nextToken();
                plain = value.isScalarValue();
                pairs.add(key + "=>" + (value == JsonToken.VALUE_NULL ? "NULL" : quoted(parser.getText())));
            }
            if (plain && parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null) {
                return String.join(",", pairs);
            }
        } catch (IOException notJson) {
            throw new UnwritableValueException("The value is not JSON.");
        }
        throw new UnwritableValueException("The JSON is not an object of plain values, so hstore cannot hold it.");
    }
}
