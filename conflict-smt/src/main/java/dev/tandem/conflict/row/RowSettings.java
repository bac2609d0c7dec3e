/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import dev.tandem.conflict.field.FieldPattern;
import dev.tandem.conflict.field.PerObject;
import dev.tandem.conflict.row.SchemaRules.Incompatible;
import dev.tandem.conflict.row.SchemaRules.NewField;
import dev.tandem.conflict.row.SchemaRules.Nullability;
import dev.tandem.conflict.row.SchemaRules.RemovedField;
import dev.tandem.conflict.row.SchemaRules.Widening;
import dev.tandem.plugin.option.Choice;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
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

    public static void define(ConfigDef definition) {
        defineFields(new OptionGroup(definition, "Fields"));
        defineSchema(new OptionGroup(definition, "Schema"));
    }

    private static void defineFields(OptionGroup group) {
        group.add(
                Option.list(INCLUDE_LIST)
                        .defaultsTo(List.of())
                        .valid(FieldPattern.listOf(FieldPattern::parse, "Object.Field"))
                        .documentation(
                                "The fields to include, as Object.Field, in which * matches anything. The object is the topic"
                                        + " name, or its part after any dot. Empty: all fields. An object that no entry names keeps all of"
                                        + " its fields."),
                Option.list(EXCLUDE_LIST)
                        .defaultsTo(List.of())
                        .valid(FieldPattern.listOf(FieldPattern::parse, "Object.Field"))
                        .documentation("The fields to exclude, as Object.Field. Takes precedence over " + INCLUDE_LIST
                                + ". Keys keep all of their fields."),
                Option.list(RENAMES)
                        .defaultsTo(List.of())
                        .valid(FieldPattern.listOf(Rename::parse, "Object.Field:NewName"))
                        .importance(Importance.LOW)
                        .documentation(
                                "New names for fields in rows and keys, as Object.Field:NewName. All other options except "
                                        + INCLUDE_LIST + " and " + EXCLUDE_LIST + " use the new name."),
                Option.choice(UNKNOWN_FIELDS, UnknownFields.class)
                        .defaultsTo(UnknownFields.NULL)
                        .importance(Importance.HIGH)
                        .documentation(
                                "The treatment of fields that a change does not carry. null: they are null in the row, so the"
                                        + " sink must read the header tandem.changed, as Tandem's sinks do. omit: they are left out of the"
                                        + " row and its schema, so any sink that upserts keeps their values."));
    }

    private static void defineSchema(OptionGroup group) {
        group.add(
                rule(NEW_FIELD, NewField.ADD)
                        .documentation(
                                "A field that earlier rows of the object did not have: add it, ignore it, or fail.")
                        .example("add,Contact:ignore"),
                rule(REMOVED_FIELD, RemovedField.KEEP)
                        .documentation(
                                "A field that earlier rows had and this one lacks: keep it in the schema with an unknown value,"
                                        + " or fail.")
                        .example("keep,Contact:fail"),
                rule(WIDENING, Widening.WIDEN)
                        .documentation(
                                "A field of a row or key whose type must grow to hold its values (int32 to int64, date to"
                                        + " timestamp, number to text): widen it, or fail. A narrower type is always converted to the wider"
                                        + " one.")
                        .example("widen,Contact:fail"),
                rule(INCOMPATIBLE, Incompatible.FAIL)
                        .documentation(
                                "A field with two types whose values only text can hold: fail, or convert it to text.")
                        .example("fail,Contact:text"),
                rule(NULLABILITY, Nullability.OPTIONAL)
                        .documentation(
                                "Required fields and defaults. optional: every field becomes optional and loses its default, but"
                                        + " the default of a required field stays. optional-with-default: every field becomes optional and"
                                        + " keeps its default, for sinks that store a null as a null nevertheless, such as Debezium's JDBC"
                                        + " sink. keep: both stay as long as all schemas agree; converters then reject rows that lack a"
                                        + " required field.")
                        .example("optional,Contact:keep"));
    }

    private static <E extends Enum<E>> Option rule(String key, E standard) {
        return Option.list(key).defaultsTo(Choice.text(standard)).valid(PerObject.validator(standard));
    }

    public static RowSettings from(AbstractConfig config) {
        return new RowSettings(
                patterns(config.getList(INCLUDE_LIST)),
                patterns(config.getList(EXCLUDE_LIST)),
                config.getList(RENAMES).stream().map(Rename::parse).collect(Collectors.toList()),
                Choice.read(config, UNKNOWN_FIELDS, UnknownFields.class),
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
