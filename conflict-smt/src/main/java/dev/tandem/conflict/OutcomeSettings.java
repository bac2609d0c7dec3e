/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.conflict.field.Option;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What becomes of records that give no row. */
record OutcomeSettings(
        OnError onError, OnUnknownShape onUnknownShape, Tombstones tombstones, Truncates truncates, Dropped dropped) {
    static final String ON_ERROR = "on.error";
    static final String ON_UNKNOWN_SHAPE = "on.unknown.shape";
    static final String TOMBSTONES = "tombstones";
    static final String TRUNCATES = "truncates";
    static final String DROPPED = "dropped";

    private static final String GROUP = "Outcome";

    enum OnError {
        THROW,
        MARK
    }

    enum OnUnknownShape {
        FAIL,
        PASS
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

    static void define(ConfigDef def) {
        define(
                def,
                ON_ERROR,
                OnError.THROW,
                1,
                "A record that cannot be transformed: throw, so that Connect's errors.tolerance decides, or mark it with the"
                        + " header tandem.error and pass it on as it is, for Tandem's sinks to report it and note what is"
                        + " missing.");
        define(
                def,
                ON_UNKNOWN_SHAPE,
                OnUnknownShape.FAIL,
                2,
                "A value that is no change event of a shape that is known: fail (see " + ON_ERROR
                        + "), or pass it on as it" + " is.");
        define(
                def,
                TOMBSTONES,
                Tombstones.DROP,
                3,
                "A record without a value and without the headers of a change: drop it (Debezium sends one behind each delete,"
                        + " which says the same and in order), pass it on as it is, or make it a delete without a version,"
                        + " for topics whose only deletes are tombstones.");
        define(
                def,
                TRUNCATES,
                Truncates.PASS,
                4,
                "Debezium's truncate events: pass them on without key and value, with tandem.op t, or drop them.");
        define(
                def,
                DROPPED,
                Dropped.DROP,
                5,
                "A change that is not to be applied, or some fields of it: drop, or mark with the headers tandem.dropped (the"
                        + " reason) or tandem.dropped.fields (their names) and pass on, to keep a history.");
    }

    private static <E extends Enum<E>> void define(ConfigDef def, String key, E standard, int order, String text) {
        def.define(
                key,
                Type.STRING,
                Option.text(standard),
                Option.oneOf(standard.getDeclaringClass()),
                Importance.MEDIUM,
                text,
                GROUP,
                order,
                Width.SHORT,
                key);
    }

    static OutcomeSettings from(AbstractConfig config) {
        return new OutcomeSettings(
                Option.read(config, ON_ERROR, OnError.class),
                Option.read(config, ON_UNKNOWN_SHAPE, OnUnknownShape.class),
                Option.read(config, TOMBSTONES, Tombstones.class),
                Option.read(config, TRUNCATES, Truncates.class),
                Option.read(config, DROPPED, Dropped.class));
    }
}
