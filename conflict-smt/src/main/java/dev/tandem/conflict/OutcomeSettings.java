/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.plugin.option.Choice;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The settings for records that do not become a row. */
record OutcomeSettings(
        OnError onError, OnUnknownShape onUnknownShape, Tombstones tombstones, Truncates truncates, Dropped dropped) {
    static final String ON_ERROR = "on.error";
    static final String ON_UNKNOWN_SHAPE = "on.unknown.shape";
    static final String TOMBSTONES = "tombstones";
    static final String TRUNCATES = "truncates";
    static final String DROPPED = "dropped";

    enum OnError {
        THROW,
        MARK
    }

    enum OnUnknownShape {
        FAIL,
        PASS,
        DROP
    }

    enum Tombstones {
        DROP,
        PASS,
        DELETE
    }

    enum Truncates {
        PASS,
        DROP
    }

    enum Dropped {
        DROP,
        MARK
    }

    static void define(ConfigDef definition) {
        new OptionGroup(definition, "Outcome")
                .add(
                        Option.choice(ON_ERROR, OnError.class)
                                .defaultsTo(OnError.THROW)
                                .documentation(
                                        "A record that cannot be transformed. throw: fail, and let Connect's errors.tolerance decide."
                                                + " mark: pass it on unchanged with the reason in the header tandem.error; the"
                                                + " Postgres sink reports such records to the dead letter queue and does not write them."),
                        Option.choice(ON_UNKNOWN_SHAPE, OnUnknownShape.class)
                                .defaultsTo(OnUnknownShape.FAIL)
                                .documentation(
                                        "A value that is not a change event of a known shape. Debezium's heartbeats, transactions and"
                                                + " schema changes, which are about no row, are not among them. fail (see "
                                                + ON_ERROR
                                                + "), pass it on unchanged, or drop it."),
                        Option.choice(TOMBSTONES, Tombstones.class)
                                .defaultsTo(Tombstones.DROP)
                                .documentation(
                                        "A record without a value and without change headers. drop: ignore it, because Debezium"
                                                + " sends a delete before each tombstone. pass: pass it on unchanged. delete: turn it"
                                                + " into a delete without a version, for topics whose only deletes are tombstones."),
                        Option.choice(TRUNCATES, Truncates.class)
                                .defaultsTo(Truncates.PASS)
                                .documentation("Debezium's truncate events: pass them on without key and value and with"
                                        + " tandem.op=t, or drop them."),
                        Option.choice(DROPPED, Dropped.class)
                                .defaultsTo(Dropped.DROP)
                                .documentation(
                                        "Changes, or fields of changes, that must not be applied. drop: remove them. mark: pass them"
                                                + " on with the header tandem.dropped (the reason) or tandem.dropped.fields (the"
                                                + " names), to record a history."));
    }

    static OutcomeSettings from(AbstractConfig config) {
        return new OutcomeSettings(
                Choice.read(config, ON_ERROR, OnError.class),
                Choice.read(config, ON_UNKNOWN_SHAPE, OnUnknownShape.class),
                Choice.read(config, TOMBSTONES, Tombstones.class),
                Choice.read(config, TRUNCATES, Truncates.class),
                Choice.read(config, DROPPED, Dropped.class));
    }
}
