/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.event.SalesforceChange;
import dev.tandem.plugin.option.Choice;
import dev.tandem.plugin.option.Millis;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * The rules for reading whole records.
 *
 * @param snapshot the read of all records before events are followed
 * @param initialStart the first event when no snapshot is taken
 * @param emptyObjects the trace of an object without records
 * @param transactionMax the longest time between a write in Salesforce and its commit
 * @param clockMargin the largest difference between the clocks of Salesforce's servers
 * @param filters the records that are copied
 * @param capture the way in which changes are noticed
 * @param sweeps the checks for changes that no event reports
 */
public record ReadSettings(
        SnapshotMode snapshot,
        InitialStart initialStart,
        Optional<Integer> pageRows,
        EmptyObjects emptyObjects,
        InvalidReplayId invalidReplayId,
        GapRecovery gapRecovery,
        Duration transactionMax,
        Duration clockMargin,
        RowFilters filters,
        CaptureSettings capture,
        SweepSettings sweeps) {

    public static final String SNAPSHOT_MODE = "snapshot.mode";
    /** An older name of {@code snapshot.mode=never}, if it is false. */
    public static final String HISTORICAL_SNAPSHOT = "historical.snapshot";

    static final String INITIAL_START = "salesforce.initial.start";
    static final String PAGE_ROWS = "snapshot.page.rows";
    static final String ANNOUNCE_EMPTY = "announce.empty.objects";
    public static final String INVALID_REPLAY_ID = "invalid.replay.id.behaviour";
    public static final String GAP_RECOVERY = "gap.event.recovery";
    static final String TRANSACTION_MAX = "transaction.max.ms";
    static final String CLOCK_MARGIN = "clock.margin.ms";

    private static final long DAY_MILLIS = 86_400_000;

    /** The occasions on which all records of an object are read. The names are Debezium's. */
    public enum SnapshotMode {
        /** Reads an object that has no offset. */
        INITIAL,
        /** Reads nothing at a start. */
        NEVER,
        /** Reads an object without an offset, or whose position Salesforce no longer has. */
        WHEN_NEEDED,
        /** Reads at every start of a task. */
        ALWAYS
    }

    /** The first event of an object that has neither offset nor snapshot. */
    public enum InitialStart {
        LATEST,
        ALL
    }

    /** The trace of an object in which a complete read finds no record. */
    public enum EmptyObjects {
        NOTHING,
        /** A delete of no record, whose schema has the columns of the rows to come. */
        ANNOUNCEMENT
    }

    /** The reaction when Salesforce no longer has the events after the last one that was emitted. */
    public enum InvalidReplayId {
        /** Re-reads what may have changed since; loses nothing. */
        RESYNC,
        /** Emits all retained events; those already gone are lost. */
        ALL,
        /** Goes on with new events; those in between are lost. */
        LATEST,
        /** Stops the object. */
        FAIL
    }

    /** The reaction when Salesforce reports a change without its values. */
    public enum GapRecovery {
        /** Re-reads the records concerned; loses nothing. */
        RESYNC,
        /** Goes on; the change is lost. */
        LATEST,
        /** Stops the object. */
        FAIL
    }

    public static void define(ConfigDef definition) {
        defineSnapshot(new OptionGroup(definition, "Snapshot"));
        defineRecovery(new OptionGroup(definition, "Recovery"));
    }

    private static void defineSnapshot(OptionGroup group) {
        group.add(
                Option.choice(SNAPSHOT_MODE, SnapshotMode.class)
                        .defaultsTo(SnapshotMode.INITIAL)
                        .importance(Importance.HIGH)
                        .documentation("When all records of an object are read (Bulk API 2.0) before its change events"
                                + " are followed: initial reads an object that has no offset;"
                                + " when-needed also one whose position Salesforce no longer has;"
                                + " always reads at every start of the task;"
                                + " never only follows events."),
                Option.flag(HISTORICAL_SNAPSHOT)
                        .defaultsTo(true)
                        .importance(Importance.LOW)
                        .documentation("Another name: false stands for " + SNAPSHOT_MODE + "=never."),
                Option.choice(INITIAL_START, InitialStart.class)
                        .defaultsTo(InitialStart.LATEST)
                        .documentation("The first event of an object without a snapshot: latest (new events only),"
                                + " or all (the events that Salesforce retains, 72 hours)."),
                Option.integer(PAGE_ROWS)
                        .optional()
                        .between(100, 250_000)
                        .importance(Importance.LOW)
                        .documentation("Maximum number of rows in one page of a Bulk result."
                                + " Without a maximum, Salesforce divides the result, and up to five pages are read"
                                + " at the same time. With one, at most two are."
                                + " A restart downloads at most one page again."),
                Option.flag(ANNOUNCE_EMPTY)
                        .defaultsTo(false)
                        .documentation("Whether a read of all records that finds none emits a delete of the id "
                                + SalesforceChange.NO_RECORD + ", which no record has."
                                + " The Postgres sink creates the table from its schema,"
                                + " so that two-way sync can begin with a row in Postgres."));
    }

    private static void defineRecovery(OptionGroup group) {
        group.add(
                Option.choice(INVALID_REPLAY_ID, InvalidReplayId.class)
                        .defaultsTo(InvalidReplayId.RESYNC)
                        .documentation(
                                "The reaction when Salesforce no longer has the events after the last one emitted:"
                                        + " resync re-reads what may have changed since, deletes included, and loses nothing;"
                                        + " all emits the retained events and loses the others;"
                                        + " latest goes on with new events and loses the others;"
                                        + " fail stops the object."),
                Option.choice(GAP_RECOVERY, GapRecovery.class)
                        .defaultsTo(GapRecovery.RESYNC)
                        .documentation("The reaction to a gap event, which reports a change without its values:"
                                + " resync re-reads the records and loses nothing;"
                                + " latest goes on and loses the change;"
                                + " fail stops the object."),
                Option.longInteger(TRANSACTION_MAX)
                        .defaultsTo(900_000L)
                        .atLeast(0)
                        .importance(Importance.LOW)
                        .documentation("Milliseconds that a transaction in Salesforce may take."
                                + " Reads of what changed since a time overlap by this."),
                Option.longInteger(CLOCK_MARGIN)
                        .defaultsTo(10_000L)
                        .between(0, DAY_MILLIS)
                        .importance(Importance.LOW)
                        .documentation("Milliseconds by which the versions of a starting task are ahead of Salesforce's"
                                + " clock, so that everything emitted by an earlier task is older."));
    }

    public static ReadSettings from(AbstractConfig config) {
        return new ReadSettings(
                config.getBoolean(HISTORICAL_SNAPSHOT)
                        ? Choice.read(config, SNAPSHOT_MODE, SnapshotMode.class)
                        : SnapshotMode.NEVER,
                Choice.read(config, INITIAL_START, InitialStart.class),
                Optional.ofNullable(config.getInt(PAGE_ROWS)),
                config.getBoolean(ANNOUNCE_EMPTY) ? EmptyObjects.ANNOUNCEMENT : EmptyObjects.NOTHING,
                Choice.read(config, INVALID_REPLAY_ID, InvalidReplayId.class),
                Choice.read(config, GAP_RECOVERY, GapRecovery.class),
                Millis.read(config, TRANSACTION_MAX),
                Millis.read(config, CLOCK_MARGIN),
                RowFilters.from(config),
                CaptureSettings.from(config),
                SweepSettings.from(config));
    }
}
