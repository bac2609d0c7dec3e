/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** The fields of a record's key; none for a primitive key, whose field in the row has no known name. */
final class KeyFields {
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, Schema> schemas = new LinkedHashMap<>();

    /** @param choice the names that the fields have in the row */
    KeyFields(Object key, FieldChoice choice) {
        if (key instanceof Struct) {
            for (Field field : ((Struct) key).schema().fields()) {
                String name = choice.name(field.name());
                if (name != null) {
                    values.put(name, ((Struct) key).get(field));
                    schemas.put(name, field.schema());
                }
            }
        } else if (key instanceof Map) {
            ((Map<?, ?>) key).forEach((field, value) -> {
                String name = choice.name(String.valueOf(field));
                if (name != null) {
                    values.put(name, value);
                }
            });
        }
    }

    boolean has(String field) {
        return values.containsKey(field);
    }

    Map<String, Object> values() {
        return values;
    }

    /** Writes the key into a row whose fields may be wider. */
    void into(Struct row) {
        schemas.forEach((name, schema) -> {
            Field field = row.schema().field(name);
            if (field != null) {
                row.put(field, Conversion.convert(Conversion.between(schema, field.schema()), values.get(name)));
            }
        });
    }
}
