/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.plugin.option.Words;
import dev.tandem.postgres.sink.table.Naming;
import dev.tandem.postgres.sink.table.TableLayout;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The settings of reading: where the key and the version are, whether deletes count, and the names of columns.
 *
 * @param origins whether it matters where a change was made
 * @param renames the names that transforms behind LastWriterWins give to fields
 * @param derivesFields whether rows have fields that follow from changes of Salesforce records (see {@link DerivedField})
 */
public record RecordSettings(
        KeyFields key,
        Optional<String> versionField,
        boolean deletes,
        boolean truncates,
        Naming naming,
        boolean origins,
        FieldRenames renames,
        boolean derivesFields) {
    public static final String PK_MODE = "pk.mode";
    public static final String PK_FIELDS = "pk.fields";
    public static final String VERSION_FIELD = "version.field";
    public static final String DELETE_ENABLED = "delete.enabled";
    public static final String TRUNCATE_ENABLED = "truncate.enabled";
    private static final String GROUP = "Records";
    private static final Words KEY_PLACES = Words.of("record_key", "record_value");

    public static void define(ConfigDef def) {
        def.define(
                PK_MODE,
                ConfigDef.Type.STRING,
                "record_key",
                KEY_PLACES,
                ConfigDef.Importance.HIGH,
                "Where a record carries the primary key of its row: record_key or record_value.",
                GROUP,
                1,
                ConfigDef.Width.SHORT,
                "Primary key mode",
                KEY_PLACES);
        def.define(
                PK_FIELDS,
                ConfigDef.Type.LIST,
                "",
                ConfigDef.Importance.HIGH,
                "The fields of the primary key, in order. Empty: all fields of the record's key. If the key is not a struct, the"
                        + " one column that holds it.",
                GROUP,
                2,
                ConfigDef.Width.LONG,
                "Primary key fields");
        def.define(
                VERSION_FIELD,
                ConfigDef.Type.STRING,
                "",
                ConfigDef.Importance.MEDIUM,
                "For records without Tandem's headers: the field of the value that orders the changes of a row: a number or"
                        + " a time. Empty: the record's offset in its topic, which is right only while a key stays in one partition."
                        + " Cannot be set with two-way tables.",
                GROUP,
                3,
                ConfigDef.Width.MEDIUM,
                "Version field");
        defineRemovals(def);
    }

    private static void defineRemovals(ConfigDef def) {
        def.define(
                DELETE_ENABLED,
                ConfigDef.Type.BOOLEAN,
                true,
                ConfigDef.Importance.MEDIUM,
                "true: deletes and records with a null value delete rows. false: they are ignored.",
                GROUP,
                4,
                ConfigDef.Width.SHORT,
                "Deletes");
        def.define(
                TRUNCATE_ENABLED,
                ConfigDef.Type.BOOLEAN,
                false,
                ConfigDef.Importance.LOW,
                "true: a truncate at the source deletes the table's rows that are older. false: it is ignored.",
                GROUP,
                5,
                ConfigDef.Width.SHORT,
                "Truncates");
    }

    /** @param mayDerive whether rows may have fields that no record carries */
    public static RecordSettings from(AbstractConfig config, boolean origins, boolean mayDerive) {
        String versionField = config.getString(VERSION_FIELD);
        return new RecordSettings(
                new KeyFields(
                        KeyMode.valueOf(config.getString(PK_MODE).toUpperCase(Locale.ROOT)), config.getList(PK_FIELDS)),
                versionField.isBlank() ? Optional.empty() : Optional.of(versionField),
                config.getBoolean(DELETE_ENABLED),
                config.getBoolean(TRUNCATE_ENABLED),
                Naming.from(config),
                origins,
                FieldRenames.of(config.originals()),
                mayDerive && Naming.from(config).layout() == TableLayout.HEROKU);
    }
}
