/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.conflict.field.CrossCheck;
import dev.tandem.plugin.option.Choice;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The settings that describe how to read a change from a record's value. */
public record ShapeSettings(
        String origin,
        String originField,
        String versionField,
        String versionTieField,
        String commitTsField,
        String opField,
        String deletedField,
        VersionFrom versionFrom,
        BeforeImage beforeImage,
        String placeholder,
        String pendingField,
        String stateField) {
    static final String ORIGIN = "origin";
    static final String ORIGIN_FIELD = "origin.field";
    static final String VERSION_FIELD = "version.field";
    static final String COMMIT_TS_FIELD = "commit.ts.field";
    static final String OP_FIELD = "op.field";
    static final String DELETED_FIELD = "deleted.field";
    static final String VERSION_FROM = "version.from";
    static final String BEFORE_IMAGE = "before.image";
    static final String PLACEHOLDER = "unavailable.value.placeholder";
    static final String PENDING_FIELD = "pending.field";
    static final String STATE_FIELD = "state.field";

    static final String USE_TIME =
            "Set " + VERSION_FROM + "=time if not all changes of this source have a readable position.";

    private static final CrossCheck FLAT_ROWS = new CrossCheck(ShapeSettings::mistakeInFlatRows);

    /** The property that orders the changes of a Debezium source. */
    enum VersionFrom {
        POSITION,
        TIME
    }

    /** The use of Debezium's {@code before}. */
    enum BeforeImage {
        AUTO,
        WHOLE,
        IGNORE
    }

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Origin")
                .add(
                        field(ORIGIN)
                                .documentation(
                                        "The origin of every change, if it should not be read from the records. Empty: salesforce"
                                                + " for Tandem's envelopes, and source.connector for Debezium's (postgresql becomes"
                                                + " postgres)."),
                        field(ORIGIN_FIELD)
                                .documentation(
                                        "The field that names the origin of a change. Dots lead into structs, for example"
                                                + " source.name in Debezium's envelope (its topic.prefix). Ignored if origin is set."));
        defineFlat(new OptionGroup(definition, "Flat rows"));
        defineDebezium(new OptionGroup(definition, "Debezium"));
    }

    private static void defineFlat(OptionGroup group) {
        group.add(
                field(VERSION_FIELD)
                        .recommend(FLAT_ROWS)
                        .documentation(
                                "The field of a flat row that orders its changes: a whole number or a timestamp that rises with"
                                        + " each change of the row. A second field after a comma orders changes that are equal in the"
                                        + " first, by its low 20 bits, for example MongoDB's __source_ts_ms,__source_ord. If empty, flat"
                                        + " rows are not recognized. Requires origin or origin.field."),
                field(COMMIT_TS_FIELD)
                        .documentation(
                                "The field of a flat row that holds the time of the change: a timestamp, ISO-8601 text, or"
                                        + " milliseconds since the epoch. Empty: the record's timestamp."),
                field(OP_FIELD)
                        .documentation(
                                "The field of a flat row that holds the operation (c, u, d or r), for example Debezium's __op."
                                        + " Empty: u."),
                field(DELETED_FIELD)
                        .documentation(
                                "The field of a flat row that is true if the row was deleted, for example Debezium's"
                                        + " __deleted."));
    }

    private static void defineDebezium(OptionGroup group) {
        group.add(
                Option.choice(VERSION_FROM, VersionFrom.class)
                        .defaultsTo(VersionFrom.POSITION)
                        .documentation(
                                "The property that orders Debezium's changes. position: the position in the database's log"
                                        + " (Postgres: lsn; MySQL and MariaDB: file, pos and row; SQL Server and Informix: change_lsn;"
                                        + " Oracle: scn; Vitess: vgtid; others: time). time: the commit time, then the order in the topic"
                                        + " within a millisecond. Use time if a failover restarts the log."),
                Option.choice(BEFORE_IMAGE, BeforeImage.class)
                        .defaultsTo(BeforeImage.AUTO)
                        .documentation(
                                "The use of Debezium's before. whole: it is the whole row, so the changed fields are those that"
                                        + " differ from after (Postgres with REPLICA IDENTITY FULL). ignore: every update is a whole row."
                                        + " auto: whole for mysql, mariadb, sqlserver, oracle and db2, ignore for all others."),
                Option.text(PLACEHOLDER)
                        .defaultsTo("__debezium_unavailable_value")
                        .valid(new ConfigDef.NonEmptyString())
                        .importance(Importance.LOW)
                        .documentation(
                                "Must equal Debezium's option of the same name: the text that replaces a value that the"
                                        + " database did not send, such as an unchanged TOAST column. The field counts as unchanged."),
                field(PENDING_FIELD)
                        .documentation(
                                "The echo filter for two-way tables: the name of the field with the pending wishes"
                                        + " (_sync_pending). Rows in which it is null or empty are dropped, and so are deletes and truncates"
                                        + " of tables that have it. Rows in which it is set or unavailable pass, and so do all rows of other"
                                        + " tables. Empty: no filter."),
                field(STATE_FIELD)
                        .documentation(
                                "Used with pending.field: the name of the field with the row's state (_sync_state). Rows in which it"
                                        + " is sent, waiting or failed are dropped, too: a write is under way, or the row waits until it"
                                        + " changes. Empty: the state does not matter."));
    }

    private static Option field(String key) {
        return Option.text(key).defaultsTo("");
    }

    public static ShapeSettings from(AbstractConfig config) {
        FLAT_ROWS.check(VERSION_FIELD, config.values());
        String[] versions = config.getString(VERSION_FIELD).split(",", 2);
        return new ShapeSettings(
                config.getString(ORIGIN).trim(),
                config.getString(ORIGIN_FIELD).trim(),
                versions[0].trim(),
                versions.length == 1 ? "" : versions[1].trim(),
                config.getString(COMMIT_TS_FIELD).trim(),
                config.getString(OP_FIELD).trim(),
                config.getString(DELETED_FIELD).trim(),
                Choice.read(config, VERSION_FROM, VersionFrom.class),
                Choice.read(config, BEFORE_IMAGE, BeforeImage.class),
                config.getString(PLACEHOLDER),
                config.getString(PENDING_FIELD).trim(),
                config.getString(STATE_FIELD).trim());
    }

    private static String mistakeInFlatRows(Map<String, Object> settings) {
        boolean flat = isSet(settings, VERSION_FIELD);
        if (flat && !isSet(settings, ORIGIN) && !isSet(settings, ORIGIN_FIELD)) {
            return "Flat rows do not contain their origin. Set " + ORIGIN + " or " + ORIGIN_FIELD + " as well.";
        }
        for (String key : List.of(COMMIT_TS_FIELD, OP_FIELD, DELETED_FIELD)) {
            if (!flat && isSet(settings, key)) {
                return key + " applies to flat rows, which are recognized by " + VERSION_FIELD + ". Set it as well.";
            }
        }
        return null;
    }

    private static boolean isSet(Map<String, Object> settings, String key) {
        return !String.valueOf(settings.getOrDefault(key, "")).isBlank();
    }
}
