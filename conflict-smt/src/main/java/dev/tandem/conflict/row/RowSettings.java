/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import dev.tandem.conflict.field.FieldPattern;
import dev.tandem.conflict.field.Option;
import dev.tandem.conflict.field.PerObject;
import dev.tandem.conflict.row.SchemaRules.Incompatible;
import dev.tandem.conflict.row.SchemaRules.NewField;
import dev.tandem.conflict.row.SchemaRules.Nullability;
import dev.tandem.conflict.row.SchemaRules.RemovedField;
import dev.tandem.conflict.row.SchemaRules.Widening;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The settings for the fields of rows, and for changes of their schema. */
public record RowSettings(
        List<FieldPattern> include,
        List<FieldPattern> exclude,
        List<Rename> renames,
        UnknownFields unknownFields,
        PerObject<NewField> newField,
        PerObject<RemovedField> removedField,
        PerObject<Widening> widening,
        PerObject<Incompatible> incompatible,
        PerObject<Nullability> nullability) {
    static final String INCLUDE_LIST = "field.include.list";
    static final String EXCLUDE_LIST = "field.exclude.list";
    static final String RENAMES = "field.renames";
    static final String UNKNOWN_FIELDS = "unknown.fields";
    static final String NEW_FIELD = "schema.new.field";
    static final String REMOVED_FIELD = "schema.removed.field";
    static final String WIDENING = "schema.widening";
    static final String INCOMPATIBLE = "schema.incompatible";
    static final String NULLABILITY = "schema.nullability";

    private static final String FIELDS = "Fields";
    private static final String SCHEMA = "Schema";
    /** The treatment of fields that the change does not carry. */
    enum UnknownFields {
        NULL,
        OMIT
    }

    /** A field with another name in the output row. */
    record Rename(FieldPattern field, String name) {
        static Rename parse(String text) {
            int colon = text.lastIndexOf(':');
            if (colon <= 0 || colon == text.length() - 1) {
                throw new ConfigException("'" + text + "' is not of the form Object.Field:NewName.");
            }
            return new Rename(
                    FieldPattern.parse(text.substring(0, colon).trim()),
                    text.substring(colon + 1).trim());
        }
    }

    public static void define(ConfigDef def) {
        defineFields(def);
        defineSchema(def);
    }

    private static void defineFields(ConfigDef def) {
        def.define(
                INCLUDE_LIST,
                Type.LIST,
                List.of(),
                FieldPattern.listOf(FieldPattern::parse, "Object.Field"),
                Importance.MEDIUM,
                "The fields to include, as Object.Field, in which * matches anything. The object is the topic name, or its part"
                        + " after any dot. Empty: all fields. An object that no entry names keeps all of its fields.",
                FIELDS,
                1,
                Width.LONG,
                "Fields to include");
        def.define(
                EXCLUDE_LIST,
                Type.LIST,
                List.of(),
                FieldPattern.listOf(FieldPattern::parse, "Object.Field"),
                Importance.MEDIUM,
                "The fields to exclude, as Object.Field. Takes precedence over " + INCLUDE_LIST
                        + ". Keys keep all of their fields.",
                FIELDS,
                2,
                Width.LONG,
                "Fields to exclude");
        def.define(
                RENAMES,
                Type.LIST,
                List.of(),
                FieldPattern.listOf(Rename::parse, "Object.Field:NewName"),
                Importance.LOW,
                "New names for fields in rows and keys, as Object.Field:NewName. All other options except "
                        + INCLUDE_LIST + " and " + EXCLUDE_LIST + " use the new name.",
                FIELDS,
                3,
                Width.LONG,
                "Renames");
        defineUnknown(def);
    }

    private static void defineUnknown(ConfigDef def) {
        def.define(
                UNKNOWN_FIELDS,
                Type.STRING,
                Option.text(UnknownFields.NULL),
                Option.oneOf(UnknownFields.class),
                Importance.HIGH,
                "The treatment of fields that a change does not carry. null: they are null in the row, so the sink must read the"
                        + " header tandem.changed, as Tandem's sinks do. omit: they are left out of the row and its schema, so"
                        + " any sink that upserts keeps their values.",
                FIELDS,
                4,
                Width.SHORT,
                "Unknown fields");
    }

    private static void defineSchema(ConfigDef def) {
        defineRule(
                def,
                NEW_FIELD,
                NewField.ADD,
                1,
                "A field that earlier rows of the object did not have: add it, ignore it, or fail.",
                "add,Contact:ignore");
        defineRule(
                def,
                REMOVED_FIELD,
                RemovedField.KEEP,
                2,
                "A field that earlier rows had and this one lacks: keep it in the schema with an unknown value, or fail.",
                "keep,Contact:fail");
        defineRule(
                def,
                WIDENING,
                Widening.WIDEN,
                3,
                "A field of a row or key whose type must grow to hold its values (int32 to int64, date to timestamp, number to"
                        + " text): widen it, or fail. A narrower type is always converted to the wider one.",
                "widen,Contact:fail");
        defineRule(
                def,
                INCOMPATIBLE,
                Incompatible.FAIL,
                4,
                "A field with two types whose values only text can hold: fail, or convert it to text.",
                "fail,Contact:text");
        defineRule(
                def,
                NULLABILITY,
                Nullability.OPTIONAL,
                5,
                "Required fields and defaults. optional: every field becomes optional and loses its default. keep: both stay as"
                        + " long as all schemas agree; converters then reject rows that lack a required field.",
                "optional,Contact:keep");
    }

    private static <E extends Enum<E>> void defineRule(
            ConfigDef def, String key, E standard, int order, String text, String example) {
        def.define(
                key,
                Type.LIST,
                Option.text(standard),
                PerObject.validator(standard),
                Importance.MEDIUM,
                text + " To choose by object, add Object:value entries, for example " + example + ".",
                SCHEMA,
                order,
                Width.MEDIUM,
                key);
    }

    public static RowSettings from(AbstractConfig config) {
        return new RowSettings(
                patterns(config.getList(INCLUDE_LIST)),
                patterns(config.getList(EXCLUDE_LIST)),
                config.getList(RENAMES).stream().map(Rename::parse).collect(Collectors.toList()),
                Option.read(config, UNKNOWN_FIELDS, UnknownFields.class),
                PerObject.parse(config.getList(NEW_FIELD), NewField.ADD),
                PerObject.parse(config.getList(REMOVED_FIELD), RemovedField.KEEP),
                PerObject.parse(config.getList(WIDENING), Widening.WIDEN),
                PerObject.parse(config.getList(INCOMPATIBLE), Incompatible.FAIL),
                PerObject.parse(config.getList(NULLABILITY), Nullability.OPTIONAL));
    }

    SchemaRules rules(String topic) {
        return new SchemaRules(
                newField.of(topic),
                removedField.of(topic),
                widening.of(topic),
                incompatible.of(topic),
                nullability.of(topic));
    }

    private static List<FieldPattern> patterns(List<String> texts) {
        return texts.stream().map(FieldPattern::parse).collect(Collectors.toList());
    }
}
