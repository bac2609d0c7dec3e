/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * The keys of one object. Key fields have their names from the row, and their types only grow, like those of rows, so a row has
 * the same key in every record. Fields are never added to a key, removed from it or made optional, because a key with other
 * fields identifies another row.
 */
public final class ObjectKeys {
    private static final int MAX_PLANS = 1_000;

    private final SchemaMerge merge;
    private final FieldChoice choice;
    /** The common schema of all keys with these field names. The name set null represents keys that are not structs. */
    private final Map<Set<String>, Schema> schemas = new HashMap<>();

    private final Map<Schema, Plan> plans = new IdentityHashMap<>();

    /** @param conversion null if keys do not change */
    private record Plan(Set<String> names, Schema target, Conversion conversion) {}

    public ObjectKeys(RowSettings settings, String topic) {
        this.merge = new SchemaMerge(settings.rules(topic), "the key of " + topic);
        this.choice = new FieldChoice(settings, topic);
    }

    /** Returns the record's key in the common schema; null if the record already has it. */
    public SchemaAndValue convert(ConnectRecord<?> record) {
        Object key = record.key();
        if (key == null || record.keySchema() == null) {
            return key instanceof Map && choice.renames() ? new SchemaAndValue(null, renamed((Map<?, ?>) key)) : null;
        }
        Plan plan = plans.get(record.keySchema());
        if (plan == null || plan.target != schemas.get(plan.names)) {
            plan = compile(record.keySchema());
        }
        return plan.conversion == null ? null : new SchemaAndValue(plan.target, plan.conversion.convert(key));
    }

    private Plan compile(Schema schema) {
        Schema named = schema.type() == Schema.Type.STRUCT && choice.renames() ? renamed(schema) : schema;
        Set<String> names = named.type() == Schema.Type.STRUCT
                ? named.fields().stream().map(Field::name).collect(Collectors.toSet())
                : null;
        Schema known = schemas.get(names);
        Schema target = known == null ? named : merge.merge(known, named);
        schemas.put(names, target);
        if (plans.size() == MAX_PLANS) {
            plans.clear();
        }
        Plan plan = new Plan(names, target, conversion(schema, target));
        plans.put(schema, plan);
        return plan;
    }

    private Conversion conversion(Schema schema, Schema target) {
        if (schema.equals(target)) {
            return null;
        }
        if (schema.type() == Schema.Type.STRUCT) {
            StructCopy copy = new StructCopy(schema, target, choice::renamed);
            return value -> copy.of((Struct) value);
        }
        Conversion conversion = Conversion.between(schema, target);
        return conversion == null ? value -> value : conversion;
    }

    private Schema renamed(Schema schema) {
        SchemaBuilder renamed = SchemaBuilder.struct();
        schema.fields().forEach(field -> renamed.field(choice.renamed(field.name()), field.schema()));
        NormalForm.describe(renamed, schema);
        return schema.isOptional() ? renamed.optional().build() : renamed.build();
    }

    private Map<String, Object> renamed(Map<?, ?> key) {
        Map<String, Object> renamed = new LinkedHashMap<>();
        key.forEach((field, value) -> renamed.put(choice.renamed(String.valueOf(field)), value));
        return renamed;
    }
}
