/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import dev.tandem.event.SourceColumn;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Schema.Type;
import org.apache.kafka.connect.data.SchemaBuilder;

/** The form of a schema in which every field is optional and has no default, at any depth, so that a null stays a null. */
final class NormalForm {
    private NormalForm() {}

    /** Returns the normal form; the schema itself if it already is. */
    static Schema of(Schema field) {
        return optional(inside(field));
    }

    /** Returns the normal form of a row's field, which keeps the default of a column that is never null. */
    static Schema ofColumn(Schema field) {
        return optionalColumn(inside(field));
    }

    /**
     * Returns the normal form of a row's field, which keeps its default even if a null could turn into it. That of a time is
     * dropped, because Debezium reports {@code now()} as the epoch.
     */
    static Schema ofColumnWithDefault(Schema field) {
        Schema inside = inside(field);
        return inside.isOptional() && Temporal.of(inside) == null ? inside : optionalColumn(inside);
    }

    static Schema optional(Schema schema) {
        if (schema.isOptional() && schema.defaultValue() == null) {
            return schema;
        }
        return copy(schema).optional().build();
    }

    /**
     * Returns the schema as optional. The default of a column that is never null stays, since no null can turn into it. That of any
     * other column becomes a parameter. A sink that adds the column needs either for existing rows.
     */
    static Schema optionalColumn(Schema schema) {
        if (schema.defaultValue() == null) {
            return optional(schema);
        }
        if (schema.isOptional()) {
            boolean isNeverNull =
                    schema.parameters() != null && schema.parameters().containsKey(SourceColumn.NOT_NULL);
            return isNeverNull ? schema : withoutDefault(schema);
        }
        return copy(schema)
                .optional()
                .defaultValue(schema.defaultValue())
                .parameter(SourceColumn.NOT_NULL, "true")
                .build();
    }

    private static Schema withoutDefault(Schema schema) {
        SchemaBuilder copy = copy(schema).optional();
        // The unit of a time can change when schemas merge, and the text would not follow it.
        if (Temporal.of(schema) == null) {
            SourceColumn.defaultText(schema).ifPresent(text -> copy.parameter(SourceColumn.DEFAULT, text));
        }
        return copy.build();
    }

    private static Schema inside(Schema schema) {
        switch (schema.type()) {
            case STRUCT:
                return struct(schema);
            case ARRAY:
                Schema element = inside(schema.valueSchema());
                return element == schema.valueSchema() ? schema : described(SchemaBuilder.array(element), schema);
            case MAP:
                Schema value = inside(schema.valueSchema());
                return value == schema.valueSchema()
                        ? schema
                        : described(SchemaBuilder.map(schema.keySchema(), value), schema);
            default:
                return schema;
        }
    }

    private static Schema struct(Schema schema) {
        SchemaBuilder copy = SchemaBuilder.struct();
        boolean changed = false;
        for (Field field : schema.fields()) {
            Schema normal = of(field.schema());
            changed |= normal != field.schema();
            copy.field(field.name(), normal);
        }
        return changed ? described(copy, schema) : schema;
    }

    /** Returns a builder with everything but the default and the optional flag. */
    static SchemaBuilder copy(Schema schema) {
        SchemaBuilder copy;
        if (schema.type() == Type.ARRAY) {
            copy = SchemaBuilder.array(schema.valueSchema());
        } else if (schema.type() == Type.MAP) {
            copy = SchemaBuilder.map(schema.keySchema(), schema.valueSchema());
        } else {
            copy = new SchemaBuilder(schema.type());
            if (schema.type() == Type.STRUCT) {
                schema.fields().forEach(field -> copy.field(field.name(), field.schema()));
            }
        }
        return describe(copy, schema);
    }

    static SchemaBuilder describe(SchemaBuilder copy, Schema like) {
        copy.name(like.name()).version(like.version()).doc(like.doc());
        if (like.parameters() != null) {
            copy.parameters(like.parameters());
        }
        return copy;
    }

    private static Schema described(SchemaBuilder copy, Schema like) {
        describe(copy, like);
        if (like.isOptional()) {
            copy.optional();
        }
        return copy.build();
    }
}
