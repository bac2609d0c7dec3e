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

/** The fields of a record's key. A primitive key has none, because the name of its field in the row is unknown. */
final class KeyFields {
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, Schema> schemas = new LinkedHashMap<>();

    /** @param key a key whose fields already have their names in the row */
    KeyFields(Object key) {
        if (key instanceof Struct) {
            for (Field field : ((Struct) key).schema().fields()) {
                values.put(field.name(), ((Struct) key).get(field));
                schemas.put(field.name(), field.schema());
            }
        } else if (key instanceof Map) {
            ((Map<?, ?>) key).forEach((field, value) -> values.put(String.valueOf(field), value));
        }
    }

    boolean has(String field) {
        return values.containsKey(field);
    }

    Map<String, Object> values() {
        return values;
    }

    /** Copies the key into a row, whose fields may be wider. */
    void copyInto(Struct row) {
        schemas.forEach((name, schema) -> {
            Field field = row.schema().field(name);
            if (field != null) {
                row.put(field, Conversion.convert(Conversion.between(schema, field.schema()), values.get(name)));
            }
        });
    }
}
