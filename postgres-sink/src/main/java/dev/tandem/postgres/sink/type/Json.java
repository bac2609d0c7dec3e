/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Nested Connect values as JSON: numbers exactly, logical types and bytes as the text that Postgres would read. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    static String text(Schema schema, Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(json, schema, value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Schema schema, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (DebeziumTypes.isVariableScaleDecimal(schema)) {
            json.writeNumber(new BigDecimal(ValueTypes.of(schema).text(schema, value)));
        } else if (value instanceof Struct struct) {
            json.writeStartObject();
            for (Field field : struct.schema().fields()) {
                json.writeFieldName(field.name());
                write(json, field.schema(), struct.getWithoutDefault(field.name()));
            }
            json.writeEndObject();
        } else if (value instanceof Map<?, ?> map) {
            Schema keySchema = schema == null ? null : schema.keySchema();
            MapKeys.check(map, key -> key(keySchema, key));
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(key(keySchema, entry.getKey()));
                write(json, schema == null ? null : schema.valueSchema(), entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, schema == null ? null : schema.valueSchema(), element);
            }
            json.writeEndArray();
        } else {
            writePlain(json, schema, value);
        }
    }

    private static String key(Schema schema, Object key) {
        return schema == null ? key.toString() : ValueTypes.of(schema).text(schema, key);
    }

    private static void writePlain(JsonGenerator json, Schema schema, Object value) throws IOException {
        if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (Double.isFinite(number)) {
                json.writeRawValue(value.toString());
            } else {
                json.writeString(value.toString());
            }
        } else if (schema != null && ValueTypes.isNamed(schema)) {
            json.writeString(ValueTypes.of(schema).text(schema, value));
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof String text) {
            json.writeString(text);
        } else {
            json.writeString(ConnectTypes.of(Schema.Type.BYTES).text(schema, value));
        }
    }
}
