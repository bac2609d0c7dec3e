/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.conflict;

import dev.tandem.plugin.option.Millis;
import dev.tandem.plugin.option.Words;
import dev.tandem.postgres.sink.routing.RoutingSettings;
import dev.tandem.postgres.sink.write.WriteSettings;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The settings of the conflict log.
 *
 * @param logged whether changes of different origins that meet on a row are noticed, and their losers kept
 * @param onDemand whether to begin with that when several topics turn out to share a table
 * @param topicsJoin whether the connector takes topics by a pattern, so that another task may be the first to know
 */
public record ConflictSettings(boolean logged, boolean onDemand, boolean topicsJoin, Duration retention) {
    public static final String LOG = "conflict.log";
    public static final String RETENTION = "conflict.retention.ms";
    private static final String GROUP = "Conflicts";
    private static final Words LOG_MODES = Words.of("auto", "on", "off");

    public static void define(ConfigDef def) {
        def.define(
                LOG,
                ConfigDef.Type.STRING,
                "auto",
                LOG_MODES,
                ConfigDef.Importance.MEDIUM,
                "Keeps the losing values in tandem.conflicts when changes of different origins (header tandem.origin, else"
                        + " the topic) meet on a row. Rows get columns _sync_origin and _sync_fields for it, and are read before they are written."
                        + " auto: on where " + RoutingSettings.TABLE_NAME_FORMAT + " or "
                        + RoutingSettings.TOPICS_TO_TABLES + " bring several topics to one table and "
                        + WriteSettings.INSERT_MODE
                        + " is upsert; with topics.regex, from the first record that shows it."
                        + " A table that has _sync_origin already keeps its log.",
                GROUP,
                1,
                ConfigDef.Width.SHORT,
                "Conflict log",
                LOG_MODES);
        def.define(
                RETENTION,
                ConfigDef.Type.LONG,
                Duration.ofDays(100).toMillis(),
                ConfigDef.Range.atLeast(0),
                ConfigDef.Importance.LOW,
                "Milliseconds that losing values are kept in tandem.conflicts.",
                GROUP,
                2,
                ConfigDef.Width.MEDIUM,
                "Conflict retention");
    }

    /** Returns how long losing values are kept, if they are. */
    public Optional<Duration> kept() {
        return logged ? Optional.of(retention) : Optional.empty();
    }

    public static ConflictSettings from(AbstractConfig config) {
        boolean logged = switch (config.getString(LOG)) {
            case "on" -> true;
            case "off" -> false;
            default ->
                RoutingSettings.from(config).topicsShareTables()
                        && config.getString(WriteSettings.INSERT_MODE).equals("upsert");
        };
        boolean onDemand = !logged
                && config.getString(LOG).equals("auto")
                && config.getString(WriteSettings.INSERT_MODE).equals("upsert");
        boolean topicsJoin = RoutingSettings.from(config).topics().isEmpty();
        return new ConflictSettings(logged, onDemand, topicsJoin, Millis.read(config, RETENTION));
    }
}
