/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.plugin.option.Millis;
import dev.tandem.plugin.option.Words;
import dev.tandem.postgres.sink.conflict.ConflictSettings;
import dev.tandem.postgres.sink.plan.InsertMode;
import dev.tandem.postgres.sink.plan.VersionGuard;
import dev.tandem.postgres.sink.record.RecordSettings;
import dev.tandem.postgres.sink.routing.RoutingSettings;
import dev.tandem.postgres.sink.table.Naming;
import dev.tandem.postgres.sink.table.TableLayout;
import dev.tandem.postgres.sink.type.NulRule;
import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The settings of writing.
 *
 * @param timeLimit the time after which the rest of a put is handed back, so that the task stays in its consumer group
 */
public record WriteSettings(
        int batchSize,
        boolean behind,
        InsertMode insertMode,
        NulRule nulRule,
        VersionGuard guard,
        TableLayout layout,
        Duration tombstoneRetention,
        boolean topicsShareTables,
        ConflictSettings conflicts,
        Duration timeLimit) {
    public static final String BATCH_SIZE = "batch.size";
    public static final String BEHIND = "write.behind";
    public static final String INSERT_MODE = "insert.mode";
    public static final String TOMBSTONE_RETENTION = "tombstone.retention.ms";
    private static final String GROUP = "Writing";
    private static final Words INSERT_MODES = Words.of("upsert", "insert", "update");
    private static final Words NUL_RULES = Words.of("strip", "fail");
    private static final String MAX_POLL_INTERVAL = "consumer.override.max.poll.interval.ms";
    /** A fifth of the consumer's default. */
    private static final Duration MAX_TIME_LIMIT = Duration.ofMinutes(1);

    public static void define(ConfigDef def) {
        defineBatches(def);
        def.define(
                INSERT_MODE,
                ConfigDef.Type.STRING,
                "upsert",
                INSERT_MODES,
                ConfigDef.Importance.HIGH,
                "upsert: rows are inserted or updated. insert: a row that exists stays as it is, so the first of several records with one"
                        + " key counts. update: a row that does not exist is not created.",
                GROUP,
                3,
                ConfigDef.Width.SHORT,
                "Insert mode",
                INSERT_MODES);
        def.define(
                NulRule.OPTION,
                ConfigDef.Type.STRING,
                "strip",
                NUL_RULES,
                ConfigDef.Importance.LOW,
                "The treatment of U+0000 in text and JSON, which Postgres cannot store. strip: leaves it out. fail: rejects the record. In a key, it always rejects the record.",
                GROUP,
                4,
                ConfigDef.Width.SHORT,
                "U+0000 in text",
                NUL_RULES);
        def.define(
                TOMBSTONE_RETENTION,
                ConfigDef.Type.LONG,
                Duration.ofDays(30).toMillis(),
                ConfigDef.Range.atLeast(0),
                ConfigDef.Importance.MEDIUM,
                "Milliseconds that the tombstone of a deleted row is kept in tandem.tombstones, so that no older change brings the row"
                        + " back. If it is longer than the topics' retention, a replay from any offset is safe.",
                GROUP,
                5,
                ConfigDef.Width.MEDIUM,
                "Tombstone retention");
    }

    private static void defineBatches(ConfigDef def) {
        def.define(
                BATCH_SIZE,
                ConfigDef.Type.INT,
                10_000,
                ConfigDef.Range.between(1, 1_000_000),
                ConfigDef.Importance.MEDIUM,
                "The maximum number of records in one transaction. A batch holds at most what one poll of the consumer returns, so"
                        + " raise consumer.override.max.poll.records with it.",
                GROUP,
                1,
                ConfigDef.Width.SHORT,
                "Batch size");
        def.define(
                BEHIND,
                ConfigDef.Type.BOOLEAN,
                true,
                ConfigDef.Importance.MEDIUM,
                "Write the records of one poll while the worker reads and converts those of the next. Offsets are still committed only for"
                        + " what is durable. It costs the memory of one more poll.",
                GROUP,
                2,
                ConfigDef.Width.SHORT,
                "Write behind");
    }

    /**
     * Returns whether several topics may lead to one table without its task knowing. Where conflicts are logged on demand, the table
     * itself says so.
     *
     * @param renamed whether transforms have renamed topics
     */
    boolean mayShareTable(boolean renamed) {
        return topicsShareTables || (!conflicts.onDemand() && (renamed || conflicts.topicsJoin()));
    }

    public static WriteSettings from(AbstractConfig config) {
        boolean ownVersions = config.getString(RecordSettings.VERSION_FIELD).isBlank();
        return new WriteSettings(
                config.getInt(BATCH_SIZE),
                config.getBoolean(BEHIND),
                InsertMode.valueOf(config.getString(INSERT_MODE).toUpperCase(Locale.ROOT)),
                NulRule.from(config),
                ownVersions ? VersionGuard.NEWER : VersionGuard.NOT_OLDER,
                Naming.from(config).layout(),
                Millis.read(config, TOMBSTONE_RETENTION),
                RoutingSettings.from(config).topicsShareTables(),
                ConflictSettings.from(config),
                timeLimit(config));
    }

    /** Returns a part of the time that the consumer may take between two polls, in which two puts may be written. */
    private static Duration timeLimit(AbstractConfig config) {
        Object interval = config.originals().get(MAX_POLL_INTERVAL);
        if (interval == null) {
            return MAX_TIME_LIMIT;
        }
        Integer millis = (Integer) ConfigDef.parseType(MAX_POLL_INTERVAL, interval, ConfigDef.Type.INT);
        Duration limit = Duration.ofMillis(millis).dividedBy(5);
        return limit.compareTo(MAX_TIME_LIMIT) < 0 ? limit : MAX_TIME_LIMIT;
    }
}
