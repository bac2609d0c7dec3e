/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * When whole records are read, and how.
 *
 * @param snapshot whether an object without an offset is read before its events are followed
 * @param initialStart where the events begin when no snapshot is taken
 * @param transactionMax the longest time between a write in Salesforce and its commit
 * @param clockMargin how far Salesforce's servers may disagree about the time
 */
public record ReadSettings(
        Snapshot snapshot,
        InitialStart initialStart,
        int pageRows,
        InvalidReplayId invalidReplayId,
        GapRecovery gapRecovery,
        Duration transactionMax,
        Duration clockMargin) {

    static final String SNAPSHOT = "historical.snapshot";
    static final String INITIAL_START = "salesforce.initial.start";
    static final String PAGE_ROWS = "snapshot.page.rows";
    public static final String INVALID_REPLAY_ID = "invalid.replay.id.behaviour";
    public static final String GAP_RECOVERY = "gap.event.recovery";
    static final String TRANSACTION_MAX = "transaction.max.ms";
    static final String CLOCK_MARGIN = "clock.margin.ms";

    /** Whether an object is read before its events are followed. */
    public enum Snapshot {
        INITIAL,
        NEVER
    }

    /** Where the events of an object begin that has neither offset nor snapshot. */
    public enum InitialStart {
        LATEST,
        ALL
    }

    /** What follows when Salesforce no longer has the events after the last one that was emitted. */
    public enum InvalidReplayId {
        /** Re-read what may have changed since; loses nothing. */
        RESYNC,
        /** Emit all retained events; those already gone are lost. */
        ALL,
        /** Go on with new events; those in between are lost. */
        LATEST,
        /** Stop the object. */
        FAIL
    }

    /** What follows when Salesforce says that something changed, but not what. */
    public enum GapRecovery {
        /** Re-read the records concerned; loses nothing. */
        RESYNC,
        /** Go on; the change is lost. */
        LATEST,
        /** Stop the object. */
        FAIL
    }

    public static void define(ConfigDef definition) {
        defineSnapshot(new OptionGroup(definition, "Snapshot"));
        defineRecovery(new OptionGroup(definition, "Recovery"));
    }

    private static void defineSnapshot(OptionGroup group) {
        group.option(
                        SNAPSHOT,
                        Type.BOOLEAN,
                        true,
                        Importance.HIGH,
                        "Whether all records of an object are read (Bulk API 2.0) before its change events are"
                                + " followed.")
                .option(
                        INITIAL_START,
                        InitialStart.class,
                        "latest",
                        Importance.MEDIUM,
                        "Where an object's events begin when no snapshot is taken: latest (new ones only) or all (those"
                                + " that Salesforce still has, 72 hours). Nothing is stored before the first event, so"
                                + " until then a restart begins there again.")
                .option(
                        PAGE_ROWS,
                        Type.INT,
                        20_000,
                        Range.between(100, 250_000),
                        Importance.LOW,
                        "Rows in one page of a Bulk result. A restart downloads at most one page again.");
    }

    private static void defineRecovery(OptionGroup group) {
        group.option(
                        INVALID_REPLAY_ID,
                        InvalidReplayId.class,
                        "resync",
                        Importance.MEDIUM,
                        "What to do when Salesforce no longer has the events after the last one emitted: resync (re-read"
                                + " what may have changed since, deletes included; loses nothing), all (emit what is"
                                + " retained; loses the rest), latest (new events only; loses the rest) or fail (stop the"
                                + " object).")
                .option(
                        GAP_RECOVERY,
                        GapRecovery.class,
                        "resync",
                        Importance.MEDIUM,
                        "What to do when a gap event says that something changed, but not what: resync (re-read the"
                                + " records; loses nothing), latest (go on; loses the change) or fail (stop the object).")
                .option(
                        TRANSACTION_MAX,
                        Type.LONG,
                        900_000L,
                        Range.atLeast(0),
                        Importance.LOW,
                        "Milliseconds that a transaction in Salesforce may take. Reads that start at a time overlap by"
                                + " this.")
                .option(
                        CLOCK_MARGIN,
                        Type.LONG,
                        10_000L,
                        Range.atLeast(0),
                        Importance.LOW,
                        "Milliseconds by which the versions of a starting task are ahead of Salesforce's clock, so that"
                                + " whatever an earlier one emitted is older.");
    }

    public static ReadSettings from(AbstractConfig config) {
        return new ReadSettings(
                config.getBoolean(SNAPSHOT) ? Snapshot.INITIAL : Snapshot.NEVER,
                OptionGroup.choice(InitialStart.class, config.getString(INITIAL_START)),
                config.getInt(PAGE_ROWS),
                OptionGroup.choice(InvalidReplayId.class, config.getString(INVALID_REPLAY_ID)),
                OptionGroup.choice(GapRecovery.class, config.getString(GAP_RECOVERY)),
                Duration.ofMillis(config.getLong(TRANSACTION_MAX)),
                Duration.ofMillis(config.getLong(CLOCK_MARGIN)));
    }
}
