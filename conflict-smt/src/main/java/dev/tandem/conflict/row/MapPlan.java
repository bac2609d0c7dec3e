/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import dev.tandem.conflict.field.FieldSet;
import dev.tandem.conflict.field.FieldSlots;
import dev.tandem.conflict.shape.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;

/** The plan for maps. Values without a schema have no types to merge, so it only selects and renames fields. */
final class MapPlan implements RowPlan {
    private final FieldChoice choice;
    private final FieldSlots slots;
    private final Placeholder placeholder;

    /** @param placeholder null if values are never unavailable */
    MapPlan(FieldChoice choice, FieldSlots slots, Placeholder placeholder) {
        this.choice = choice;
        this.slots = slots;
        this.placeholder = placeholder;
    }

    @Override
    public FieldSet unavailable(Change change) {
        if (placeholder == null || change.row() == null) {
            return FieldSet.NONE;
        }
        FieldSet.Builder found = new FieldSet.Builder(slots.size());
        entries(change.row()).forEach((field, value) -> {
            String name = choice.name(field);
            if (name != null && placeholder.is(value)) {
                found.add(slots.slot(name));
            }
        });
        return found.build();
    }

    @Override
    public SchemaAndValue noRow() {
        return SchemaAndValue.NULL;
    }

    @Override
    public FieldSet carried(Change change) {
        FieldSet.Builder carried = new FieldSet.Builder(slots.size());
        Map<String, Object> row = entries(change.row());
        row.forEach((field, value) -> {
            String name = choice.name(field);
            if (name != null && carries(change, field, value)) {
                carried.add(slots.slot(name));
            }
        });
        return change.changed() == null && change.before() == null ? FieldSet.ALL : carried.build();
    }

    private static boolean carries(Change change, String field, Object value) {
        if (change.changed() != null) {
            return change.changed().contains(field);
        }
        return change.before() == null
                || !Objects.deepEquals(entries(change.before()).get(field), value);
    }

    @Override
    public FieldSet present(Object row) {
        FieldSet.Builder present = new FieldSet.Builder(slots.size());
        entries(row).keySet().forEach(field -> {
            String name = choice.name(field);
            if (name != null) {
                present.add(slots.slot(name));
            }
        });
        return present.build();
    }

    @Override
    public SchemaAndValue asRead(Object row, FieldSet carried) {
        return choice.isAll() && carried.isAll() ? new SchemaAndValue(null, row) : only(row, carried);
    }

    @Override
    public SchemaAndValue only(Object row, FieldSet fields) {
        Map<String, Object> copy = new LinkedHashMap<>();
        entries(row).forEach((field, value) -> {
            String name = choice.name(field);
            if (name != null && fields.contains(slots.slot(name))) {
                copy.put(name, value);
            }
        });
        return new SchemaAndValue(null, copy);
    }

    @Override
    public List<String> names(Object row, FieldSet fields) {
        List<String> names = new ArrayList<>();
        for (String field : entries(row).keySet()) {
            String name = choice.name(field);
            if (name != null && fields.contains(slots.slot(name))) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    public Object value(Object row, int slot) {
        for (Map.Entry<String, Object> entry : entries(row).entrySet()) {
            String name = choice.name(entry.getKey());
            if (name != null && slots.slot(name) == slot) {
                return entry.getValue();
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> entries(Object row) {
        if (!(row instanceof Map)) {
            throw new DataException("The row is not a map. Rows without a schema must be maps.");
        }
        return (Map<String, Object>) row;
    }
}
