/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import dev.tandem.plugin.option.Words;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.table.Column;
import dev.tandem.postgres.sink.table.Naming;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.table.UnfitValue;
import dev.tandem.postgres.sink.type.PgType;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;

/**
 * The changes that the sink may make to tables.
 *
 * @param rewrite what becomes of a change that would make Postgres rewrite the whole table
 * @param lockTimeoutMillis how long a change of schema waits for its lock, and others behind it
 */
public record EvolutionSettings(EvolutionMode mode, TableRewrite rewrite, TableLayout layout, long lockTimeoutMillis) {
    public static final String SCHEMA_EVOLUTION = "schema.evolution";
    public static final String AUTO_CREATE = "auto.create";
    public static final String AUTO_EVOLVE = "auto.evolve";
    public static final String SCHEMA_REWRITE = "schema.rewrite";
    public static final String LOCK_TIMEOUT = "schema.lock.timeout.ms";
    private static final String GROUP = "Schema";
    private static final Words MODES = Words.of("none", "validate", "subset", "add", "basic", "evolve");
    private static final Words REWRITES = Words.of("never", "allowed", "new-column");

    public static void define(ConfigDef def) {
        def.define(
                SCHEMA_EVOLUTION,
                ConfigDef.Type.STRING,
                "evolve",
                MODES,
                ConfigDef.Importance.HIGH,
                "The changes that the sink may make to tables. none: nothing; a record with a field that has no column is rejected."
                        + " validate: nothing; the task fails when a table does not fit. subset: create tables; fields that an existing"
                        + " table has no column for are left out. add: create tables and columns (basic is Debezium's word for it)."
                        + " evolve: also lengthen and widen columns, and drop NOT NULL when a null arrives. Nothing is ever dropped.",
                GROUP,
                1,
                ConfigDef.Width.SHORT,
                "Schema evolution",
                MODES);
        alias(def, AUTO_CREATE, 2);
        alias(def, AUTO_EVOLVE, 3);
        def.define(
                SCHEMA_REWRITE,
                ConfigDef.Type.STRING,
                "never",
                REWRITES,
                ConfigDef.Importance.MEDIUM,
                "The treatment of a column whose type would have to change so that Postgres would rewrite the whole table for it, which"
                        + " locks all others out meanwhile. never: the column stays, and records whose value does not fit it are rejected."
                        + " allowed: the table is rewritten. new-column: the column stays, and values of the new type go to a column"
                        + " <name>_<type> next to it. In each row, at most one of the two is not null.",
                GROUP,
                4,
                ConfigDef.Width.SHORT,
                "Table rewrites",
                REWRITES);
        def.define(
                LOCK_TIMEOUT,
                ConfigDef.Type.LONG,
                1000L,
                ConfigDef.Range.between(1, 60_000),
                ConfigDef.Importance.LOW,
                "Milliseconds that a change of schema waits for its lock before it gives up and is tried again later. Other queries of"
                        + " the table wait behind it.",
                GROUP,
                5,
                ConfigDef.Width.SHORT,
                "Lock timeout");
    }

    private static void alias(ConfigDef def, String key, int order) {
        def.define(
                key,
                ConfigDef.Type.BOOLEAN,
                null,
                ConfigDef.Importance.LOW,
                "The option of other JDBC sinks: false for both " + AUTO_CREATE + " and " + AUTO_EVOLVE + " is "
                        + SCHEMA_EVOLUTION + "=none, true for either is add. Ignored when neither is set.",
                GROUP,
                order,
                ConfigDef.Width.SHORT,
                key);
    }

    public static EvolutionSettings from(AbstractConfig config) {
        return new EvolutionSettings(
                mode(config),
                TableRewrite.of(config.getString(SCHEMA_REWRITE)),
                Naming.from(config).layout(),
                config.getLong(LOCK_TIMEOUT));
    }

    /** Returns what to do about a column that a value of this schema does not fit, to follow the reason; names both types. */
    public String advice(Column column, Schema schema) {
        PgType wanted = ColumnChoice.type(schema, layout);
        String types = ": the column is " + column.declared() + ", the record's field " + wanted;
        Optional<PgType.Widening> widening = column.declared().wideningTo(wanted);
        if (!column.declared().isTooSmallFor(wanted)) {
            return types
                    + widening.map(to -> ". Change it by hand, or set " + SCHEMA_EVOLUTION + "=evolve")
                            .orElse("");
        }
        return types + ". Set " + SCHEMA_REWRITE + "=new-column to have such values in a column "
                + ColumnChoice.sideColumnName(column.name(), wanted)
                + widening.map(to -> ", or " + SCHEMA_REWRITE + "=allowed (with " + SCHEMA_EVOLUTION
                                + "=evolve) to have the table rewritten with " + to.type())
                        .orElse("")
                + ", or change it by hand";
    }

    /** Returns the ways to have a column hold a value, as a sentence after the reason; empty if its type is wide enough. */
    public String remedy(TableId table, UnfitValue unfit) {
        Column column = unfit.column();
        PgType wanted = ColumnChoice.type(unfit.schema(), layout);
        Optional<PgType.Widening> widening = column.declared().wideningTo(wanted);
        if (!column.declared().isTooSmallFor(wanted) || widening.isEmpty()) {
            return "";
        }
        SchemaChange change = new SchemaChange.AlterType(table, column.name(), column.declared(), widening.get());
        return " Set " + SCHEMA_REWRITE + "=allowed (with " + SCHEMA_EVOLUTION
                + "=evolve) to have the table rewritten, set "
                + SCHEMA_REWRITE + "=new-column to have such values in a column "
                + ColumnChoice.sideColumnName(column.name(), wanted) + ", or run: "
                + String.join("; ", change.sql()) + ".";
    }

    private static EvolutionMode mode(AbstractConfig config) {
        Boolean create = config.getBoolean(AUTO_CREATE);
        Boolean evolve = config.getBoolean(AUTO_EVOLVE);
        if (create != null || evolve != null) {
            boolean any = Boolean.TRUE.equals(create) || Boolean.TRUE.equals(evolve);
            return any ? EvolutionMode.ADD : EvolutionMode.NONE;
        }
        String mode = config.getString(SCHEMA_EVOLUTION);
        return mode.equals("basic") ? EvolutionMode.ADD : EvolutionMode.valueOf(mode.toUpperCase(Locale.ROOT));
    }
}
