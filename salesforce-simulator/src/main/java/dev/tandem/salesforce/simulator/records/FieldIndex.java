/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import dev.tandem.salesforce.simulator.schema.Field;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** An index of live records by their value in one field; text is compared without regard to case. */
final class FieldIndex {
    private final Field field;
    private final Map<Object, Set<String>> ids = new HashMap<>();

    FieldIndex(Field field) {
        this.field = field;
    }

    static Object key(Object value) {
        return value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
    }

    Set<String> withValue(Object value) {
        return ids.getOrDefault(key(value), Set.of());
    }

    void add(String id, Row row) {
        Object value = row.value(field);
        if (value != null) {
            ids.computeIfAbsent(key(value), any -> new LinkedHashSet<>()).add(id);
        }
    }

    void remove(String id, Row row) {
        Object value = row.value(field);
        if (value == null || !ids.containsKey(key(value))) {
            return;
        }
        Set<String> same = ids.get(key(value));
        same.remove(id);
        if (same.isEmpty()) {
            ids.remove(key(value));
        }
    }
}
