/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.integration.RecordTopic.Stored;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** The rows and tombstones that a topic leaves, by the rules in their most literal form: one record after the other. */
final class SequentialModel {
    private final Map<String, Map<String, Object>> rows = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();

    static SequentialModel of(List<Stored> records) {
        SequentialModel model = new SequentialModel();
        records.forEach(model::apply);
        return model;
    }

    private void apply(Stored record) {
        String id = record.key().getString("Id");
        String header = record.headers().get(ChangeHeaders.VERSION);
        long version = header == null ? record.offset() : Long.parseLong(header);
        if (versions.getOrDefault(id, Long.MIN_VALUE) >= version) {
            return;
        }
        versions.put(id, version);
        if (record.value() == null) {
            rows.remove(id);
            return;
        }
        String changed = record.headers().get(ChangeHeaders.CHANGED);
        Predicate<Field> counts = field -> changed == null || changed.contains('"' + field.name() + '"');
        Map<String, Object> row = rows.computeIfAbsent(id, added -> new LinkedHashMap<>());
        record.value().schema().fields().stream()
                .filter(counts)
                .forEach(field -> row.put(field.name(), column(record.value(), field)));
    }

    /** Returns a value in the type that the driver returns. */
    private static Object column(Struct value, Field field) {
        return value.get(field) instanceof Date date ? date.toInstant().atOffset(ZoneOffset.UTC) : value.get(field);
    }

    /** Every row by its id, with these columns and the system's. */
    Map<String, Map<String, Object>> rows(List<String> columns) {
        Map<String, Map<String, Object>> complete = new HashMap<>();
        rows.forEach((id, known) -> {
            Map<String, Object> row = new HashMap<>();
            columns.forEach(column -> row.put(column, known.get(column)));
            row.put("Id", id);
            row.put("_sync_version", versions.get(id));
            complete.put(id, row);
        });
        return complete;
    }

    /** The version of each row that is deleted, by its id. */
    Map<String, Long> tombstones() {
        Map<String, Long> tombstones = new HashMap<>(versions);
        tombstones.keySet().removeAll(rows.keySet());
        return tombstones;
    }
}
