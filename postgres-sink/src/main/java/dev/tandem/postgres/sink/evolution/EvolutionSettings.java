/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.evolution;

import dev.tandem.postgres.sink.table.Naming;
import dev.tandem.postgres.sink.table.TableLayout;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What the sink may do to tables.
 *
 * @param rewrite whether a change may make Postgres write the whole table anew
 * @param lockTimeoutMillis how long a change of schema waits for its lock, and others behind it
 */
public record EvolutionSettings(EvolutionMode mode, boolean rewrite, TableLayout layout, long lockTimeoutMillis) {
    public static final String SCHEMA_EVOLUTION = "schema.evolution";
    public static final String AUTO_CREATE = "auto.create";
    public static final String AUTO_EVOLVE = "auto.evolve";
    public static final String SCHEMA_REWRITE = "schema.rewrite";
    public static final String LOCK_TIMEOUT = "schema.lock.timeout.ms";
    private static final String GROUP = "Schema";

    public static void define(ConfigDef def) {
        def.define(
                SCHEMA_EVOLUTION,
                ConfigDef.Type.STRING,
                "evolve",
                ConfigDef.ValidString.in("none", "validate", "add", "basic", "evolve"),
                ConfigDef.Importance.HIGH,
                "What the sink may do to tables. none: nothing; a record with a field that has no column is refused. validate: nothing;"
                        + " the task fails when a table does not fit. add: make tables and columns (basic is Debezium's word for it)."
                        + " evolve: also lengthen and widen columns, and drop NOT NULL when a null arrives. Nothing is ever dropped.",
                GROUP,
                1,
                ConfigDef.Width.SHORT,
                "Schema evolution");
        alias(def, AUTO_CREATE, 2);
        alias(def, AUTO_EVOLVE, 3);
        def.define(
                SCHEMA_REWRITE,
                ConfigDef.Type.STRING,
                "never",
                ConfigDef.ValidString.in("never", "allowed"),
                ConfigDef.Importance.MEDIUM,
                "Whether a column's type may be changed where Postgres has to write the whole table anew, which locks everybody out"
                        + " meanwhile. never: the column stays, and records whose value does not fit it are refused.",
                GROUP,
                4,
                ConfigDef.Width.SHORT,
                "Table rewrites");
        def.define(
                LOCK_TIMEOUT,
                ConfigDef.Type.LONG,
                1000L,
                ConfigDef.Range.between(1, 60_000),
                ConfigDef.Importance.LOW,
                "Milliseconds that a change of schema waits for its lock, and other queries of the table behind it, before it gives way"
                        + " and is tried again later.",
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
                "As other JDBC sinks have it: false for both " + AUTO_CREATE + " and " + AUTO_EVOLVE + " is "
                        + SCHEMA_EVOLUTION + "=none, true for either is add. Ignored when neither is set.",
                GROUP,
                order,
                ConfigDef.Width.SHORT,
                key);
    }

    public static EvolutionSettings from(AbstractConfig config) {
        return new EvolutionSettings(
                mode(config),
                config.getString(SCHEMA_REWRITE).equals("allowed"),
                Naming.from(config).layout(),
                config.getLong(LOCK_TIMEOUT));
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
