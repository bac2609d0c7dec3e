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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;

/** Arrays become Postgres arrays when their elements are plain; whatever else nests becomes {@code jsonb}. */
final class NestedTypes {
    private static final JsonFactory FACTORY = new JsonFactory();

    private NestedTypes() {}

    static ValueType array() {
        return ValueType.of(NestedTypes::arrayColumn, Json::text).asArray((schema, column) -> {
            PgType element = column.element();
            boolean isJson = element.kind() == TypeKind.JSONB;
            return (value, array) -> array.addText(
                    literal(schema, element, (List<?>) value, isJson ? array::cleanJson : UnaryOperator.identity()));
        });
    }

    static ValueType json() {
        return ValueType.of(schema -> TypeKind.JSONB.type(), Json::text);
    }

    private static PgType arrayColumn(Schema schema) {
        Schema element = innermost(schema);
        return element.type().isPrimitive() || DebeziumTypes.isVariableScaleDecimal(element)
                // Postgres would have to rewrite the table to lengthen the elements later.
                ? ValueTypes.of(element).columnType(element).unlimited().arrayOf()
                : TypeKind.JSONB.type();
    }

    private static Schema innermost(Schema schema) {
        return schema.type() == Schema.Type.ARRAY ? innermost(schema.valueSchema()) : schema;
    }

    /** The types whose arrays have another separator than a comma: of Postgres itself, and of PostGIS. */
    private static final Map<String, Character> SEPARATORS = Map.of("box", ';', "geometry", ':', "geography", ':');

    static String literal(Schema schema, PgType column, List<?> elements) {
        return literal(schema, column, elements, UnaryOperator.identity());
    }

    /** Returns the text form of an array: each element in quotes, with {@code "} and {@code \} escaped, or NULL. */
    private static String literal(Schema schema, PgType column, List<?> elements, UnaryOperator<String> cleaned) {
        StringBuilder text = new StringBuilder("{");
        for (Object element : elements) {
            if (text.length() > 1) {
                text.append(SEPARATORS.getOrDefault(column.plainName(), ','));
            }
            appendElement(text, schema.valueSchema(), column, element, cleaned);
        }
        return text.append('}').toString();
    }

    private static void appendElement(
            StringBuilder text, Schema schema, PgType column, Object element, UnaryOperator<String> cleaned) {
        if (element == null) {
            text.append("NULL");
        } else if (schema.type() == Schema.Type.ARRAY) {
            if (((List<?>) element).isEmpty()) {
                throw new UnwritableValueException(
                        "The array has an empty array in it, which Postgres does not keep. Use a column of type jsonb.");
            }
            text.append(literal(schema, column, (List<?>) element, cleaned));
        } else {
            text.append(quoted(cleaned.apply(ValueTypes.of(schema).text(schema, column, element))));
        }
    }

    private static String quoted(Schema schema, Object element) {
        return quoted(ValueTypes.of(schema).text(schema, element));
    }

    private static String quoted(String plain) {
        return '"' + plain.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Returns the text form of hstore: {@code "key"=>"value"}, the value in quotes as well, or NULL. */
    static String hstore(Schema schema, Object map) {
        MapKeys.check((Map<?, ?>) map, key -> ValueTypes.of(schema.keySchema()).text(schema.keySchema(), key));
        return ((Map<?, ?>) map)
                .entrySet().stream()
                        .map(entry -> quoted(schema.keySchema(), entry.getKey()) + "=>"
                                + (entry.getValue() == null ? "NULL" : quoted(schema.valueSchema(), entry.getValue())))
                        .collect(Collectors.joining(","));
    }

    /** Returns the text form of hstore for the JSON that Debezium has of one: an object of texts and nulls. */
    static String hstoreOfJson(String json) {
        List<String> pairs = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        try (JsonParser parser = FACTORY.createParser(json)) {
            boolean plain = parser.nextToken() == JsonToken.START_OBJECT;
            while (plain && parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = quoted(parser.currentName());
                if (!keys.add(NulRule.STRIP.apply(key))) {
                    throw new UnwritableValueException("The JSON has a key twice, of which hstore keeps one.");
                }
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
