/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.plugin.option.Words;
import dev.tandem.postgres.sink.type.NulRule;
import dev.tandem.twoway.change.TieBreaker;
import dev.tandem.twoway.schema.TwoWayTable.ReadOnlyWrites;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * @param origin whether rows without waiting edits are written under a replication origin
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
        NulRule nulRule,
        OriginUse origin) {
    public static final String ACCESS = "access";
    public static final String TOPICS_TO_ACCESS = "topics.to.access.mapping";
    public static final String EXTERNAL_IDS = "topics.to.external.id.mapping";
    public static final String READ_ONLY_FIELDS = "fields.read_only";
    public static final String ON_READ_ONLY_WRITE = "on.read.only.write";
    public static final String FIELD_POLICIES = FieldPolicies.OPTION;
    public static final String WAKE_UP = "wake.up";
    public static final String TIE_BREAKER = "conflict.tie.breaker";
    private static final String GROUP = "Two-way tables";
    private static final Words READ_ONLY_ANSWERS = Words.of("refuse", "revert");
    private static final Words WAKE_UPS = Words.of("wal", "notify");
    private static final Words SIDES = Words.of("salesforce", "postgres");
    private static final Words ACCESSES = Words.of("read_only", "read_write");
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
        defineReadOnlyFields(def);
        def.define(
                WAKE_UP,
                ConfigDef.Type.STRING,
                "wal",
                WAKE_UPS,
                ConfigDef.Importance.MEDIUM,
                "The way in which the write-back learns of local edits. wal: Debezium reads them from a replication slot. notify: the"
                        + " triggers send a notification, for servers without logical replication.",
                GROUP,
                6,
                ConfigDef.Width.SHORT,
                "Wake-up",
                WAKE_UPS);
        def.define(
                TIE_BREAKER,
                ConfigDef.Type.STRING,
                "salesforce",
                SIDES,
                ConfigDef.Importance.LOW,
                "The side that wins if both change a field in the same second. The other value is kept in tandem.conflicts.",
                GROUP,
                7,
                ConfigDef.Width.SHORT,
                "Tie breaker",
                SIDES);
    }

    private static void defineReadOnlyFields(ConfigDef def) {
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
                READ_ONLY_ANSWERS,
                ConfigDef.Importance.LOW,
                "The answer to a local write to a read-only field. refuse: the statement fails. revert: it succeeds, and the column keeps"
                        + " its value.",
                GROUP,
                5,
                ConfigDef.Width.SHORT,
                "Writes to read-only fields",
                READ_ONLY_ANSWERS);
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
        OriginUse.define(def, GROUP, 9);
    }

    /**
     * Returns what is wrong with the owners of fields, each with its remedy.
     *
     * @param used whether any table may be two-way
     */
    public static List<String> policyMistakes(AbstractConfig config, boolean used) {
        List<String> entries = config.getList(FIELD_POLICIES);
        List<String> mistakes = new ArrayList<>(FieldPolicies.mistakes(entries));
        if (!entries.isEmpty() && !used) {
            mistakes.add("only counts for two-way tables. Set " + ACCESS + "=read_write, or remove it.");
        }
        Collection<String> externalIds = mapping(config, EXTERNAL_IDS).values();
        for (String field : FieldPolicies.fieldsOfPostgres(entries)) {
            if (config.getList(READ_ONLY_FIELDS).contains(field)) {
                mistakes.add("lets Postgres own " + field + ", which is in " + READ_ONLY_FIELDS
                        + ". Remove one of the two.");
            } else if (externalIds.contains(field)) {
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
                ACCESSES,
                ConfigDef.Importance.HIGH,
                "read_only: local edits stay local. read_write: local edits travel to Salesforce. A table is switched online when its"
                        + " first record arrives, and gets a primary key of its own besides Salesforce's id.",
                GROUP,
                1,
                ConfigDef.Width.SHORT,
                "Access",
                ACCESSES);
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
        mapping(config, TOPICS_TO_ACCESS).forEach((topic, word) -> access.put(topic, Access.of(word)));
        WakeUp wakeUp = WakeUp.valueOf(config.getString(WAKE_UP).toUpperCase(Locale.ROOT));
        return new TwoWaySettings(
                Access.of(config.getString(ACCESS)),
                Map.copyOf(access),
                mapping(config, EXTERNAL_IDS),
                Set.copyOf(config.getList(READ_ONLY_FIELDS)),
                ReadOnlyWrites.valueOf(config.getString(ON_READ_ONLY_WRITE).toUpperCase(Locale.ROOT)),
                FieldPolicies.of(config.getList(FIELD_POLICIES)),
                wakeUp,
                TieBreaker.valueOf(config.getString(TIE_BREAKER).toUpperCase(Locale.ROOT)),
                NulRule.from(config),
                wakeUp == WakeUp.WAL ? OriginUse.from(config) : OriginUse.OFF);
    }

    private static Map<String, String> mapping(AbstractConfig config, String option) {
        Map<String, String> mapping = new HashMap<>();
        for (String entry : config.getList(option)) {
            mistake(option, entry, mapping.keySet()).ifPresent(mistake -> {
                throw new ConfigException(option, entry, mistake);
            });
            int colon = entry.lastIndexOf(':');
            mapping.put(entry.substring(0, colon), entry.substring(colon + 1));
        }
        return Map.copyOf(mapping);
    }

    /** Returns what is wrong with the options that name topics, by the name of the option. */
    public static Map<String, List<String>> mappingMistakes(AbstractConfig config) {
        Map<String, List<String>> mistakes = new LinkedHashMap<>();
        for (String option : List.of(TOPICS_TO_ACCESS, EXTERNAL_IDS)) {
            Set<String> topics = new HashSet<>();
            for (String entry : config.getList(option)) {
                mistake(option, entry, topics)
                        .ifPresent(mistake -> mistakes.computeIfAbsent(option, first -> new ArrayList<>())
                                .add(mistake));
                topics.add(entry.substring(0, Math.max(0, entry.lastIndexOf(':'))));
            }
        }
        return mistakes;
    }

    private static Optional<String> mistake(String option, String entry, Set<String> topicsBefore) {
        int colon = entry.lastIndexOf(':');
        if (colon < 1 || colon == entry.length() - 1) {
            return Optional.of("must be a list of topic:value, which '" + entry + "' is not.");
        }
        if (topicsBefore.contains(entry.substring(0, colon))) {
            return Optional.of("names the topic " + entry.substring(0, colon) + " twice. Remove one of the entries.");
        }
        boolean isAccess = List.of("read_only", "read_write").contains(entry.substring(colon + 1));
        return option.equals(TOPICS_TO_ACCESS) && !isAccess
                ? Optional.of("must have read_only or read_write after each topic, which '" + entry + "' has not.")
                : Optional.empty();
    }

    public boolean isReadWrite(String topic) {
        return accessOfTopics.getOrDefault(topic, access) == Access.READ_WRITE;
    }

    /** Returns whether any table may be two-way, by the options alone. */
    public static boolean areUsed(AbstractConfig config) {
        return Access.of(config.getString(ACCESS)) == Access.READ_WRITE
                || mapping(config, TOPICS_TO_ACCESS).values().stream()
                        .anyMatch(word -> Access.of(word) == Access.READ_WRITE);
    }

    /** Returns whether any table may be two-way. */
    public boolean isUsed() {
        return access == Access.READ_WRITE || accessOfTopics.containsValue(Access.READ_WRITE);
    }
}
