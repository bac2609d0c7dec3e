/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.settings;

import dev.tandem.plugin.option.Choice;
import dev.tandem.plugin.option.Millis;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import dev.tandem.salesforce.client.write.WriteOptions;
import dev.tandem.salesforce.sink.settings.WriteSettings.WriteGuard;
import dev.tandem.twoway.rule.AnswerRule.OnRejection;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The options of writes to Salesforce. */
public final class WriteOptionsGroup {
    static final String GUARD = "write.guard";
    static final String UNGUARDED_FROM = "write.guard.auto.rows";
    static final String BULK_BATCH_SIZE = "bulk.batch.size";
    static final String ON_FAILURE = "on.write.failure";
    static final String ECHO_TIMEOUT = "echo.timeout.ms";
    static final String DEADLINE = "request.deadline.ms";
    static final String SWEEP_INTERVAL = "sweep.interval.ms";
    static final String DESCRIBE_INTERVAL = "describe.interval.ms";
    static final String LOCK_TIMEOUT = "lock.timeout.ms";
    static final String PARENT_WAIT = "parent.wait.ms";
    static final String PARALLEL_CALLS = "write.parallel.calls";
    static final String AUTO_ASSIGN = "write.auto.assign";
    static final String ALLOW_DUPLICATES = "write.allow.duplicates";
    static final String UPDATE_RECENT = "write.update.recently.used";

    private WriteOptionsGroup() {}

    /** A treatment of edits that Salesforce rejects, as users name it. */
    public enum OnWriteFailure {
        KEEP(OnRejection.REST),
        REVERT(OnRejection.REVERT);

        private final OnRejection rule;

        OnWriteFailure(OnRejection rule) {
            this.rule = rule;
        }
    }

    /** Defines the options under the heading Writing. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Writing");
        defineDecisions(group);
        defineTimes(group);
        defineHeaders(group);
    }

    private static void defineDecisions(OptionGroup group) {
        group.add(
                Option.choice(GUARD, WriteGuard.class)
                        .defaultsTo(WriteGuard.AUTO)
                        .documentation(
                                "Whether an update is sent with If-Unmodified-Since, so that Salesforce rejects it if"
                                        + " the record was modified since the connector looked at it: always (25 records a"
                                        + " call), never (1,000 a call), or auto (never while many rows wait)."),
                Option.integer(UNGUARDED_FROM)
                        .defaultsTo(2_000)
                        .atLeast(1)
                        .importance(Importance.LOW)
                        .documentation(
                                "The number of waiting rows from which " + GUARD + "=auto writes without the guard."),
                Option.integer(BULK_BATCH_SIZE)
                        .defaultsTo(10_000)
                        .between(0, 100_000)
                        .documentation(
                                "The number of rows that a Bulk API 2.0 job carries. Jobs are used while at least as"
                                        + " many rows of a table wait, and only for writes without the guard. 0 turns them"
                                        + " off."),
                Option.choice(ON_FAILURE, OnWriteFailure.class)
                        .defaultsTo(OnWriteFailure.KEEP)
                        .documentation("What happens to edits that Salesforce rejects: keep them on the row, with the"
                                + " message, until the row changes or is requeued; or revert them to Salesforce's"
                                + " values and log them in tandem.conflicts."),
                Option.integer(PARALLEL_CALLS)
                        .defaultsTo(4)
                        .between(1, 25)
                        .importance(Importance.LOW)
                        .documentation("The number of calls that write at the same time."));
    }

    private static void defineTimes(OptionGroup group) {
        group.add(
                Option.longInteger(ECHO_TIMEOUT)
                        .defaultsTo(30_000L)
                        .atLeast(0)
                        .documentation("How long a write waits for its change event after Salesforce's answer. Guarded"
                                + " updates and deletes also wait so long for their answer, and at least 10"
                                + " seconds. Then the record is read."),
                Option.longInteger(DEADLINE)
                        .defaultsTo(600_000L)
                        .atLeast(1_000)
                        .importance(Importance.LOW)
                        .documentation(
                                "How long after it was sent Salesforce may still carry out an update without a guard"
                                        + " whose answer was lost. Its row waits for as long."),
                Option.longInteger(SWEEP_INTERVAL)
                        .defaultsTo(60_000L)
                        .atLeast(100)
                        .importance(Importance.LOW)
                        .documentation(
                                "How often the connector looks for edits whose record or notification was lost."),
                Option.longInteger(DESCRIBE_INTERVAL)
                        .defaultsTo(3_600_000L)
                        .atLeast(1_000)
                        .importance(Importance.LOW)
                        .documentation(
                                "How often the connector reads the describe of each object again, to learn of rights,"
                                        + " lengths and picklist values that have changed in Salesforce. Each read is an"
                                        + " API call."),
                Option.longInteger(LOCK_TIMEOUT)
                        .defaultsTo(500L)
                        .between(10, 900)
                        .importance(Importance.LOW)
                        .documentation(
                                "How long the connector waits for a row that an application holds before it goes on"
                                        + " with others. Keep it below Postgres's deadlock_timeout."),
                Option.longInteger(PARENT_WAIT)
                        .defaultsTo(10_000L)
                        .atLeast(0)
                        .importance(Importance.LOW)
                        .documentation(
                                "How long a new row waits for a parent without an id of Salesforce's, if it names the"
                                        + " parent by its key. Then it is created without the parent, which is added"
                                        + " later. A parent that Salesforce requires is waited for as long as it has a"
                                        + " row."));
    }

    private static void defineHeaders(OptionGroup group) {
        group.add(
                Option.flag(AUTO_ASSIGN)
                        .defaultsTo(false)
                        .importance(Importance.LOW)
                        .documentation("Whether Salesforce runs assignment rules for accounts, cases and leads."),
                Option.flag(ALLOW_DUPLICATES)
                        .defaultsTo(false)
                        .importance(Importance.LOW)
                        .documentation("Whether Salesforce saves records although a duplicate rule raises an alert."),
                Option.flag(UPDATE_RECENT)
                        .defaultsTo(false)
                        .importance(Importance.LOW)
                        .documentation("Whether written records appear among the user's recently used ones."));
    }

    public static WriteSettings from(AbstractConfig config) {
        return new WriteSettings(
                Choice.read(config, GUARD, WriteGuard.class),
                config.getInt(UNGUARDED_FROM),
                config.getInt(BULK_BATCH_SIZE),
                Choice.read(config, ON_FAILURE, OnWriteFailure.class).rule,
                Millis.read(config, ECHO_TIMEOUT),
                Millis.read(config, DEADLINE),
                Millis.read(config, SWEEP_INTERVAL),
                Millis.read(config, DESCRIBE_INTERVAL),
                Millis.read(config, LOCK_TIMEOUT),
                Millis.read(config, PARENT_WAIT),
                config.getInt(PARALLEL_CALLS));
    }

    public static WriteOptions headers(AbstractConfig config) {
        return new WriteOptions(
                config.getBoolean(AUTO_ASSIGN), config.getBoolean(ALLOW_DUPLICATES), config.getBoolean(UPDATE_RECENT));
    }
}
