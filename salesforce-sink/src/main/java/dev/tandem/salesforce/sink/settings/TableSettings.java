/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.settings;

import dev.tandem.plugin.option.CheckedConfig;
import dev.tandem.plugin.option.Choice;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.sink.table.EditSettings;
import dev.tandem.salesforce.sink.table.TableMapping;
import dev.tandem.twoway.schema.TwoWayTable.ReadOnlyWrites;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The tables whose local edits are written to Salesforce, and how those are noted. */
public final class TableSettings {
    public static final String TABLES = "tables";
    public static final String EXTERNAL_IDS = "external.id.fields";
    public static final String READ_ONLY_WRITES = "on.read.only.write";
    public static final String VALIDATE_WRITES = "validate.writes";
    public static final String WAKE_UP = "wake.up";
    static final String SLOT = "replication.slot";

    private static final Pattern TABLE = Pattern.compile("[^.]+\\.[^.]+");

    private TableSettings() {}

    /** Defines the options under the heading Tables. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Tables")
                .add(
                        Option.list(TABLES)
                                .defaultsTo(List.of())
                                .importance(Importance.HIGH)
                                .documentation("The two-way tables and their objects, as schema.table:Object."
                                        + " The connector makes the tables two-way: it adds columns and triggers.")
                                .example("public.Account:Account, public.Contact:Contact"),
                        Option.list(EXTERNAL_IDS)
                                .defaultsTo(List.of())
                                .importance(Importance.HIGH)
                                .documentation(
                                        "The external id field of each object that takes local inserts, as Object:Field."
                                                + " The connector fills it with the key of the row. Without one, triggers reject inserts.")
                                .example("Account:Tandem_Key__c"),
                        Option.choice(READ_ONLY_WRITES, ReadOnlyWrites.class)
                                .defaultsTo(ReadOnlyWrites.REFUSE)
                                .documentation(
                                        "The answer to local writes to columns that Salesforce does not let us write:"
                                                + " refuse the statement, or revert the column."),
                        Option.flag(VALIDATE_WRITES)
                                .defaultsTo(false)
                                .documentation(
                                        "Whether triggers reject values that Salesforce would reject:"
                                                + " text that is too long, values that are not in a restricted picklist, and missing values of required fields."),
                        Option.choice(WAKE_UP, WakeUp.class)
                                .defaultsTo(WakeUp.WAL)
                                .documentation(
                                        "The way to learn of local edits: wal, by records that Debezium reads from a replication"
                                                + " slot, or notify, by NOTIFY, for hosts without logical replication."),
                        Option.text(SLOT)
                                .defaultsTo("debezium")
                                .importance(Importance.LOW)
                                .documentation(
                                        "The replication slot of Debezium (slot.name there), which the connector watches with "
                                                + WAKE_UP
                                                + "=wal. If it does not work, the connector says so, and searches for edits"
                                                + " every few seconds. Empty: no watch."));
    }

    public static EditSettings edits(AbstractConfig config) {
        return new EditSettings(
                Choice.read(config, READ_ONLY_WRITES, ReadOnlyWrites.class),
                config.getBoolean(VALIDATE_WRITES),
                Choice.read(config, WAKE_UP, WakeUp.class));
    }

    /** Returns the replication slot to watch; empty if edits do not come from one. */
    public static Optional<String> replicationSlot(AbstractConfig config) {
        return Optional.of(config.getString(SLOT))
                .filter(slot -> !slot.isBlank() && edits(config).wakeUp() == WakeUp.WAL);
    }

    /** Returns the tables with their objects. */
    public static List<TableMapping> mappings(AbstractConfig config) {
        Map<SObjectName, String> externalIds = new HashMap<>();
        for (String entry : config.getList(EXTERNAL_IDS)) {
            String[] parts = parts(entry);
            externalIds.put(new SObjectName(parts[0]), parts[1]);
        }
        List<TableMapping> mappings = new ArrayList<>();
        for (String entry : config.getList(TABLES)) {
            String[] parts = parts(entry);
            SObjectName object = new SObjectName(parts[1]);
            mappings.add(new TableMapping(table(parts[0]), object, Optional.ofNullable(externalIds.get(object))));
        }
        return mappings;
    }

    /** Adds an error for every entry that is malformed, named twice, or about an object without a table. */
    public static void check(CheckedConfig config) {
        Set<String> objects = new HashSet<>();
        Map<String, String> seen = new LinkedHashMap<>();
        if (!config.hasError(TABLES) && config.list(TABLES).isEmpty()) {
            config.error(
                    TABLES,
                    "Name at least one table, such as public.Account:Account, or an object in " + ObjectSettings.OBJECT
                            + ".");
        }
        for (String entry : config.list(TABLES)) {
            String[] parts = parts(entry);
            if (parts.length != 2 || !TABLE.matcher(parts[0]).matches() || !isName(parts[1])) {
                config.error(
                        TABLES,
                        "'" + entry + "' is not of the form schema.table:Object, such as public.Account:Account.");
            } else {
                objects.add(parts[1]);
                if (seen.put(parts[0], entry) != null) {
                    config.error(TABLES, "Table " + parts[0] + " is listed twice.");
                }
            }
        }
        Set<String> withExternalId = new HashSet<>();
        for (String entry : config.list(EXTERNAL_IDS)) {
            String[] parts = parts(entry);
            if (parts.length != 2 || !isName(parts[0]) || !isName(parts[1])) {
                config.error(
                        EXTERNAL_IDS,
                        "'" + entry + "' is not of the form Object:Field, such as Account:Tandem_Key__c.");
            } else if (!withExternalId.add(parts[0])) {
                config.error(EXTERNAL_IDS, "Object " + parts[0] + " is listed twice. Remove one of the entries.");
            } else if (!objects.contains(parts[0])) {
                config.error(
                        EXTERNAL_IDS,
                        "Object " + parts[0] + " has no table in " + TABLES + ". Add it, or remove the entry.");
            }
        }
    }

    private static boolean isName(String name) {
        return name.matches("[A-Za-z]\\w*");
    }

    private static String[] parts(String entry) {
        int colon = entry.lastIndexOf(':');
        return colon < 0
                ? new String[] {entry.strip()}
                : new String[] {
                    entry.substring(0, colon).strip(),
                    entry.substring(colon + 1).strip()
                };
    }

    private static TableId table(String name) {
        int dot = name.indexOf('.');
        return new TableId(name.substring(0, dot), name.substring(dot + 1));
    }
}
