/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;

/** The kinds of values of Connect schemas: by the schema's name when that is known, else by its type. */
public final class ValueTypes {
    private static final Map<String, ValueType> BY_NAME = new HashMap<>();

    static {
        BY_NAME.putAll(ConnectLogicalTypes.all());
        BY_NAME.putAll(DebeziumTypes.all());
    }

    private ValueTypes() {}

    /** Returns whether values of this schema are known by its name. */
    static boolean isNamed(Schema schema) {
        return schema.name() != null && named(schema.name()) != null;
    }

    public static ValueType of(Schema schema) {
        ValueType named = schema.name() == null ? null : named(schema.name());
        return named != null ? named : ConnectTypes.of(schema.type());
    }

    private static ValueType named(String name) {
        ValueType named = BY_NAME.get(name);
        return named != null ? named : BY_NAME.get(StructuredTimes.plainName(name));
    }
}
