/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.postgres.sink.type.NulRule;
import dev.tandem.twoway.change.TieBreaker;
import dev.tandem.twoway.schema.TwoWayTable.ReadOnlyWrites;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The settings of tables whose local edits travel to Salesforce.
 *
 * @param access of topics without one of their own
 * @param accessOfTopics by topic
 * @param externalIds by topic, the field of the object that the write-back fills with the row's key
 * @param readOnlyFields the fields that Salesforce does not let us write
 * @param policies the owners of fields
 * @param nulRule the treatment of U+0000 in text
 */
public record TwoWaySettings(
        Access access,
        Map<String, Access> accessOfTopics,
        Map<String, String> externalIds,
        Set<String> readOnlyFields,
        ReadOnlyWrites readOnlyWrites,
        FieldPolicies policies,
        WakeUp wakeUp,
        TieBreaker ties,
        NulRule nulRule) {
    public static final String ACCESS = "access";
    public static final String TOPICS_TO_ACCESS = "topics.to.access.mapping";
    public static final String EXTERNAL_IDS = "topics.to.external.id.mapping";
    public static final String READ_ONLY_FIELDS = "fields.read_only";
    public static final String ON_READ_ONLY_WRITE = "on.read.only.write";
    public static final String FIELD_POLICIES = FieldPolicies.OPTION;
    public static final String WAKE_UP = "wake.up";
    public static final String TIE_BREAKER = "conflict.tie.breaker";
    /** The reason why a field cannot be the version: two changes may have the same value, and the second would be lost. */
    public static final String LOGS_CONFLICTS =
            "must be off with two-way tables, which log their own conflicts. Give each table one topic.";

    public static final String NEEDS_HEADERS =
            "must be empty with two-way tables, where each change needs a version of its own. Let the transform LastWriterWins add it,"
                    + " and write tables that need the field with another connector.";

    private static final String GROUP = "Two-way tables";
    private static final List<String> SYSTEM_FIELDS = List.of(
            "IsDeleted",
            "CreatedDate",
            "CreatedById",
            "LastModifiedDate",
            "LastModifiedById",
            "SystemModstamp",
            "LastActivityDate",
            "LastViewedDate",
            "LastReferencedDate");

    /** A way in which a table may be used. */
    public enum Access {
        /** Local edits stay local, and later changes of the same fields overwrite them. */
        READ_ONLY,
        /** Local edits travel to Salesforce. */
        READ_WRITE;

        static Access of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    public static void define(ConfigDef def) {
        defineTables(def);
        definePolicies(def);
        def.define(
                READ_ONLY_FIELDS,
                ConfigDef.Type.LIST,
                SYSTEM_FIELDS,
                ConfigDef.Importance.MEDIUM,
                "Fields that Salesforce does not let you write, such as formulas, roll-ups and its own stamps. Local writes to them are"
                        + " answered as " + ON_READ_ONLY_WRITE + " says.",
                GROUP,
                4,
                ConfigDef.Width.LONG,
                "Read-only fields");
        def.define(
                ON_READ_ONLY_WRITE,
                ConfigDef.Type.STRING,
                "refuse",
                ConfigDef.ValidString.in("refuse", "revert"),
                ConfigDef.Importance.LOW,
                "The answer to a local write to a read-only field. refuse: the statement fails. revert: it succeeds, and the column keeps"
                        + " its value.",
                GROUP,
                5,
                ConfigDef.Width.SHORT,
                "Writes to read-only fields");
        def.define(
                WAKE_UP,
                ConfigDef.Type.STRING,
                "wal",
                ConfigDef.ValidString.in("wal", "notify"),
                ConfigDef.Importance.MEDIUM,
                "The way in which the write-back learns of local edits. wal: Debezium reads them from a replication slot. notify: the"
                        + " triggers send a notification, for servers without logical replication.",
                GROUP,
                6,
                ConfigDef.Width.SHORT,
                "Wake-up");
        def.define(
                TIE_BREAKER,
                ConfigDef.Type.STRING,
                "salesforce",
                ConfigDef.ValidString.in("salesforce", "postgres"),
                ConfigDef.Importance.LOW,
                "The side that wins if both change a field in the same second. The other value is kept in tandem.conflicts.",
                GROUP,
                7,
                ConfigDef.Width.SHORT,
                "Tie breaker");
    }

    private static void definePolicies(ConfigDef def) {
        def.define(
                FIELD_POLICIES,
                ConfigDef.Type.LIST,
                "",
                ConfigDef.Importance.MEDIUM,
                "The owners of single fields, as Object.Field:policy, where * stands for anything. The first entry that matches decides."
                        + " latest (default): the last writer wins. wins(postgres): Postgres owns the field, and a value that someone"
                        + " else writes in Salesforce is overwritten there. read-only(postgres): Salesforce owns the field, and local"
                        + " writes to it are answered as " + ON_READ_ONLY_WRITE
                        + " says. Losing values are kept in tandem.conflicts.",
                GROUP,
                8,
                ConfigDef.Width.LONG,
                "Owners of fields");
    }

    /** Returns what is wrong with the owners of fields, each with its remedy. */
    public static List<String> policyMistakes(AbstractConfig config) {
        List<String> entries = config.getList(FIELD_POLICIES);
        List<String> mistakes = new ArrayList<>(FieldPolicies.mistakes(entries));
        if (!mistakes.isEmpty() || entries.isEmpty()) {
            return mistakes;
        }
        TwoWaySettings settings = from(config);
        if (!settings.isUsed()) {
            mistakes.add("only counts for two-way tables. Set " + ACCESS + "=read_write, or remove it.");
        }
        for (String field : new TreeSet<>(settings.policies.postgresOwnedFields())) {
            if (settings.readOnlyFields.contains(field)) {
                mistakes.add("lets Postgres own " + field + ", which is in " + READ_ONLY_FIELDS
                        + ". Remove one of the two.");
            } else if (settings.externalIds.containsValue(field)) {
                mistakes.add("lets Postgres own " + field + ", an external id that Tandem fills. Remove the entry.");
            }
        }
        return mistakes;
    }

    private static void defineTables(ConfigDef def) {
        def.define(
                ACCESS,
                ConfigDef.Type.STRING,
                "read_only",
                ConfigDef.ValidString.in("read_only", "read_write"),
                ConfigDef.Importance.HIGH,
                "read_only: local edits stay local. read_write: local edits travel to Salesforce. A table is switched online when its"
                        + " first record arrives, and gets a primary key of its own besides Salesforce's id.",
                GROUP,
                1,
                ConfigDef.Width.SHORT,
                "Access");
        def.define(
                TOPICS_TO_ACCESS,
                ConfigDef.Type.LIST,
                "",
                ConfigDef.Importance.MEDIUM,
                "Access to the tables of single topics, as topic:read_write, in place of " + ACCESS + ".",
                GROUP,
                2,
                ConfigDef.Width.LONG,
                "Access by topic");
        def.define(
                EXTERNAL_IDS,
                ConfigDef.Type.LIST,
                "",
                ConfigDef.Importance.MEDIUM,
                "External id fields, as topic:field. The write-back fills the field with the row's key, so that a repeated create cannot"
                        + " make a second record. Tables without one reject local inserts.",
                GROUP,
                3,
                ConfigDef.Width.LONG,
                "External ids by topic");
    }

    public static TwoWaySettings from(AbstractConfig config) {
        Map<String, Access> access = new HashMap<>();
        mapping(config, TOPICS_TO_ACCESS).forEach((topic, word) -> {
            if (!word.equals("read_only") && !word.equals("read_write")) {
                throw new ConfigException(TOPICS_TO_ACCESS, word, "must be read_only or read_write");
            }
            access.put(topic, Access.of(word));
        });
        return new TwoWaySettings(
                Access.of(config.getString(ACCESS)),
                Map.copyOf(access),
                mapping(config, EXTERNAL_IDS),
                Set.copyOf(config.getList(READ_ONLY_FIELDS)),
                ReadOnlyWrites.valueOf(config.getString(ON_READ_ONLY_WRITE).toUpperCase(Locale.ROOT)),
                FieldPolicies.of(config.getList(FIELD_POLICIES)),
                WakeUp.valueOf(config.getString(WAKE_UP).toUpperCase(Locale.ROOT)),
                TieBreaker.valueOf(config.getString(TIE_BREAKER).toUpperCase(Locale.ROOT)),
                NulRule.from(config));
    }

    private static Map<String, String> mapping(AbstractConfig config, String option) {
        Map<String, String> mapping = new HashMap<>();
        for (String entry : config.getList(option)) {
            int colon = entry.lastIndexOf(':');
            if (colon < 1 || colon == entry.length() - 1) {
                throw new ConfigException(option, entry, "must be a list of topic:value");
            }
            if (mapping.put(entry.substring(0, colon), entry.substring(colon + 1)) != null) {
                throw new ConfigException(option, entry, "names the topic " + entry.substring(0, colon) + " twice");
            }
        }
        return Map.copyOf(mapping);
    }

    public boolean isReadWrite(String topic) {
        return accessOfTopics.getOrDefault(topic, access) == Access.READ_WRITE;
    }

    /** Returns whether any table may be two-way. */
    public boolean isUsed() {
        return access == Access.READ_WRITE || accessOfTopics.containsValue(Access.READ_WRITE);
    }
}
