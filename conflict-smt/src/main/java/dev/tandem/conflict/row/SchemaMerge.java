/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import dev.tandem.conflict.row.SchemaRules.Incompatible;
import dev.tandem.conflict.row.SchemaRules.NewField;
import dev.tandem.conflict.row.SchemaRules.Nullability;
import dev.tandem.conflict.row.SchemaRules.RemovedField;
import dev.tandem.conflict.row.SchemaRules.Widening;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Schema.Type;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;

/**
 * The narrowest schema that holds the rows of two schemas. If new fields are added and incompatible types become text, it is a
 * join: commutative, associative and idempotent except for the order of fields, so the order of arrival does not matter.
 *
 * <p>The types form a lattice with text on top: int8, int16, int32, int64 each hold the one before; float32 holds int16,
 * float64 holds float32 and (value by value, where exact) the integers; decimals hold integers and decimals of a smaller
 * scale; {@link Temporal} types those above them; everything else only itself.
 */
final class SchemaMerge {
    private final SchemaRules rules;
    private final String object;

    SchemaMerge(SchemaRules rules, String object) {
        this.rules = rules;
        this.object = object;
    }

    /** Returns the merged schema: one of the two arguments if it already holds the rows of both. */
    Schema merge(Schema known, Schema incoming) {
        return join(known, incoming, object);
    }

    private Schema join(Schema known, Schema incoming, String path) {
        if (known.equals(incoming)) {
            return known;
        }
        SchemaBuilder joined = type(known, incoming, path);
        boolean typeKept = sameType(joined, known) && sameType(joined, incoming);
        if (known.isOptional() || incoming.isOptional()) {
            joined.optional();
        }
        if (typeKept || joined.type() != Type.STRING) {
            Parameters.join(known, incoming).forEach((name, value) -> {
                if (!(Decimal.SCALE_FIELD.equals(name) && Decimal.LOGICAL_NAME.equals(joined.name()))) {
                    joined.parameter(name, value);
                }
            });
        }
        if (Objects.equals(known.doc(), incoming.doc())) {
            joined.doc(known.doc());
        }
        if (typeKept
                && known.defaultValue() != null
                && Objects.deepEquals(known.defaultValue(), incoming.defaultValue())) {
            joined.defaultValue(known.defaultValue());
        }
        Schema result = joined.build();
        if (result.equals(known)) {
            return known;
        }
        return result.equals(incoming) ? incoming : result;
    }

    private SchemaBuilder type(Schema known, Schema incoming, String path) {
        Type type = known.type();
        boolean isVariable = Numeric.isVariable(known);
        if (type == incoming.type() && type == Type.STRUCT && isVariable == Numeric.isVariable(incoming)) {
            return struct(known, incoming, path);
        }
        if (type == incoming.type() && type == Type.ARRAY) {
            return named(
                    SchemaBuilder.array(join(known.valueSchema(), incoming.valueSchema(), path + "[]")),
                    known,
                    incoming);
        }
        if (type == incoming.type() && type == Type.MAP) {
            return named(
                    SchemaBuilder.map(
                            join(known.keySchema(), incoming.keySchema(), path + "{}"),
                            join(known.valueSchema(), incoming.valueSchema(), path + "{}")),
                    known,
                    incoming);
        }
        SchemaBuilder joined = primitive(known, incoming);
        if (joined == null) {
            if (rules.incompatible() == Incompatible.FAIL) {
                throw new DataException(path + " was " + text(known) + " and is now " + text(incoming)
                        + ", and no type holds the values of both. Set " + RowSettings.INCOMPATIBLE
                        + "=text to convert both to text, or exclude the field with " + RowSettings.EXCLUDE_LIST + ".");
            }
            return SchemaBuilder.string();
        }
        if (rules.widening() == Widening.FAIL && !sameType(joined, known)) {
            throw new DataException(
                    path + " was " + text(known) + " and is now " + text(incoming) + ", which requires the type "
                            + text(joined) + ". Set " + RowSettings.WIDENING
                            + "=widen to allow it, or exclude the field with " + RowSettings.EXCLUDE_LIST + ".");
        }
        return joined;
    }

    /** Returns the narrowest common type; null if it would be text although neither is. */
    private static SchemaBuilder primitive(Schema left, Schema right) {
        if (left.type() == right.type() && Objects.equals(left.name(), right.name()) && !Numeric.isDecimal(left)) {
            return named(new SchemaBuilder(left.type()), left, right);
        }
        if (left.type() == Type.STRING && right.type() == Type.STRING) {
            return SchemaBuilder.string();
        }
        Temporal leftTime = Temporal.of(left);
        Temporal rightTime = Temporal.of(right);
        if (leftTime != null && rightTime != null) {
            if (!leftTime.comparable(rightTime)) {
                return null;
            }
            Schema wider = leftTime.compareTo(rightTime) > 0 ? left : right;
            return new SchemaBuilder(wider.type()).name(wider.name()).version(wider.version());
        }
        if (leftTime != null || rightTime != null) {
            return null;
        }
        if (Numeric.isNumber(left) && Numeric.isNumber(right)) {
            return Numeric.join(left, right);
        }
        boolean oneIsText = left.type() == Type.STRING || right.type() == Type.STRING;
        boolean otherIsTextOrNumber = left.type() == right.type() || Numeric.isNumber(left) || Numeric.isNumber(right);
        if (oneIsText && otherIsTextOrNumber) {
            return SchemaBuilder.string();
        }
        // The logical names differ and are not known here, so only the type itself is kept. Bits mean nothing without
        // their name.
        return left.type() == right.type()
                        && left.type().isPrimitive()
                        && !isBits(left)
                        && !isBits(right)
                        && !Numeric.isDecimal(left)
                        && !Numeric.isDecimal(right)
                ? new SchemaBuilder(left.type())
                : null;
    }

    private static boolean isBits(Schema schema) {
        return "io.debezium.data.Bits".equals(schema.name());
    }

    private SchemaBuilder struct(Schema known, Schema incoming, String path) {
        SchemaBuilder joined = named(SchemaBuilder.struct(), known, incoming);
        boolean incomingHasAll = known.fields().stream().allMatch(field -> incoming.field(field.name()) != null);
        if (!incomingHasAll && rules.removedField() == RemovedField.FAIL) {
            throw new DataException(path + " has lost fields: " + missing(known, incoming) + ". Set "
                    + RowSettings.REMOVED_FIELD + "=keep to leave their columns as they are.");
        }
        boolean incomingHasMore = incoming.fields().stream().anyMatch(field -> known.field(field.name()) == null);
        if (incomingHasMore && rules.newField() == NewField.FAIL) {
            throw new DataException(path + " has new fields: " + missing(incoming, known) + ". Set "
                    + RowSettings.NEW_FIELD + "=add to include them, or =ignore to leave them out.");
        }
        // Use the order of the schema with all fields, so that the result does not depend on which came first.
        boolean grows = incomingHasMore && rules.newField() == NewField.ADD;
        Schema first = incomingHasAll && grows ? incoming : known;
        Schema second = first == known ? incoming : known;
        for (Field field : first.fields()) {
            add(joined, field, known.field(field.name()), incoming.field(field.name()), path);
        }
        for (Field field : second.fields()) {
            if (first.field(field.name()) == null) {
                add(joined, field, known.field(field.name()), incoming.field(field.name()), path);
            }
        }
        return joined;
    }

    private void add(SchemaBuilder joined, Field field, Field known, Field incoming, String path) {
        if (known != null && incoming != null) {
            joined.field(field.name(), join(known.schema(), incoming.schema(), path + "." + field.name()));
        } else if (known != null || rules.newField() == NewField.ADD) {
            joined.field(field.name(), optional(field.schema()));
        }
    }

    private Schema optional(Schema field) {
        boolean isKept = field.isOptional() && rules.nullability() == Nullability.OPTIONAL_WITH_DEFAULT;
        return isKept ? field : NormalForm.optionalColumn(field);
    }

    private static TreeSet<String> missing(Schema from, Schema in) {
        TreeSet<String> names = new TreeSet<>();
        from.fields().stream()
                .map(Field::name)
                .filter(name -> in.field(name) == null)
                .forEach(names::add);
        return names;
    }

    /** Sets the name if both agree on it. A registry requires a name for structs, so they get the lesser of the two. */
    private static SchemaBuilder named(SchemaBuilder joined, Schema left, Schema right) {
        boolean same = Objects.equals(left.name(), right.name());
        if (same) {
            joined.name(left.name());
        } else if (joined.type() == Type.STRUCT && left.name() != null && right.name() != null) {
            joined.name(left.name().compareTo(right.name()) < 0 ? left.name() : right.name());
        }
        if (left.version() != null && right.version() != null) {
            joined.version(Math.max(left.version(), right.version()));
        }
        return joined;
    }

    private static boolean sameType(Schema left, Schema right) {
        return left.type() == right.type()
                && Objects.equals(left.name(), right.name())
                && (!Numeric.isDecimal(left) || Numeric.scale(left) == Numeric.scale(right));
    }

    private static String text(Schema schema) {
        return schema.name() == null ? schema.type().toString() : schema.name() + " (" + schema.type() + ")";
    }
}
