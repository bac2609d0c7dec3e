/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import dev.tandem.conflict.field.FieldSet;
import dev.tandem.conflict.field.FieldSlots;
import dev.tandem.conflict.row.RowSettings.UnknownFields;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * The rows of one object: their common schema, which only grows, and a plan for each schema in which they arrive. A schema
 * that is known by identity costs one lookup and no comparison.
 */
public final class ObjectRows {
    /** Bounds the memory if a source creates a schema per record. Converters reuse the instance. */
    private static final int MAX_PLANS = 1_000;

    private final RowSettings settings;
    private final SchemaRules rules;
    private final SchemaMerge merge;
    private final FieldChoice choice;
    private final Placeholder placeholder;
    private final FieldSlots slots = new FieldSlots();
    private final Map<Schema, StructPlan> plans = new IdentityHashMap<>();
    private final RowPlan mapPlan;
    private Schema schema;

    /** @param placeholder the text that replaces unavailable values */
    public ObjectRows(RowSettings settings, String topic, String placeholder) {
        this.settings = settings;
        this.rules = settings.rules(topic);
        this.merge = new SchemaMerge(rules, topic);
        this.choice = new FieldChoice(settings, topic);
        this.placeholder = new Placeholder(placeholder);
        this.mapPlan = new MapPlan(choice, slots, this.placeholder);
    }

    public FieldSlots slots() {
        return slots;
    }

    /**
     * Returns the plan for rows of a schema, and extends the common schema if needed.
     *
     * @param row the schema of the rows; null for maps
     */
    public RowPlan plan(Schema row) {
        if (row == null) {
            return mapPlan;
        }
        StructPlan plan = plans.get(row);
        return plan != null && plan.leadsTo(schema) ? plan : compile(row);
    }

    private StructPlan compile(Schema row) {
        if (row.type() != Schema.Type.STRUCT) {
            throw new DataException("The row is not a struct but " + row.type() + ".");
        }
        Schema normal = normal(row);
        schema = schema == null ? normal : merge.merge(schema, normal);
        StructPlan plan = new StructPlan(row, schema, choice, slots, settings.unknownFields(), placeholder);
        if (plans.size() == MAX_PLANS) {
            plans.clear();
        }
        plans.put(row, plan);
        return plan;
    }

    /** Returns the schema with the output's fields, names and nullability; the schema itself if nothing differs. */
    private Schema normal(Schema row) {
        SchemaBuilder normal = SchemaBuilder.struct();
        boolean same = choice.isAll();
        for (Field field : row.fields()) {
            String name = choice.name(field.name());
            if (name != null) {
                if (normal.field(name) != null) {
                    throw new DataException("Two fields are called " + name + " after the renames. Correct "
                            + RowSettings.RENAMES + ".");
                }
                Schema fieldSchema = normalField(field.schema());
                same &= fieldSchema == field.schema();
                normal.field(name, fieldSchema);
            }
        }
        if (same) {
            return row;
        }
        NormalForm.describe(normal, row);
        return row.isOptional() ? normal.optional().build() : normal.build();
    }

    private Schema normalField(Schema field) {
        switch (rules.nullability()) {
            case KEEP:
                return field;
            case OPTIONAL_WITH_DEFAULT:
                return NormalForm.ofColumnWithDefault(field);
            default:
                return NormalForm.ofColumn(field);
        }
    }

    /**
     * Returns a row in which these fields are null, for a delete that arrives after newer values of the others. Key fields keep
     * their values.
     */
    public SchemaAndValue erased(FieldSet fields, Object recordKey) {
        KeyFields key = new KeyFields(recordKey);
        if (schema == null) {
            Map<String, Object> row = new LinkedHashMap<>(key.values());
            row.keySet().removeIf(name -> !slots.knows(name));
            erasedNames(fields, recordKey).forEach(name -> row.put(name, null));
            return new SchemaAndValue(null, row);
        }
        Schema projected = settings.unknownFields() == UnknownFields.NULL ? schema : projection(fields, key);
        Struct row = new Struct(projected);
        key.copyInto(row);
        return new SchemaAndValue(projected, row);
    }

    /** Returns the names of the fields that are null in {@link #erased}. */
    public List<String> erasedNames(FieldSet fields, Object recordKey) {
        KeyFields key = new KeyFields(recordKey);
        List<String> names = new ArrayList<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            if (fields.contains(slot) && !key.has(slots.name(slot))) {
                names.add(slots.name(slot));
            }
        }
        return names;
    }

    private Schema projection(FieldSet fields, KeyFields key) {
        SchemaBuilder projection = SchemaBuilder.struct();
        for (Field field : schema.fields()) {
            if (key.has(field.name()) || fields.contains(slots.slot(field.name()))) {
                projection.field(field.name(), field.schema());
            }
        }
        return NormalForm.describe(projection, schema).build();
    }
}
