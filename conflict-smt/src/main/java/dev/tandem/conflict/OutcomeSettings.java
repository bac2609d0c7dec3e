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

/** The settings for records that do not become a row. */
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
                "A record that cannot be transformed. throw: fail, and let Connect's errors.tolerance decide. mark: pass it on"
                        + " unchanged with the reason in the header tandem.error; Tandem's sinks report such records to the"
                        + " dead letter queue and do not write them.");
        define(
                def,
                ON_UNKNOWN_SHAPE,
                OnUnknownShape.FAIL,
                2,
                "A value that is not a change event of a known shape: fail (see " + ON_ERROR
                        + "), or pass it on unchanged.");
        define(
                def,
                TOMBSTONES,
                Tombstones.DROP,
                3,
                "A record without a value and without change headers. drop: ignore it, because Debezium sends a delete before"
                        + " each tombstone. pass: pass it on unchanged. delete: turn it into a delete without a version, for"
                        + " topics whose only deletes are tombstones.");
        define(
                def,
                TRUNCATES,
                Truncates.PASS,
                4,
                "Debezium's truncate events: pass them on without key and value and with tandem.op=t, or drop them.");
        define(
                def,
                DROPPED,
                Dropped.DROP,
                5,
                "Changes, or fields of changes, that must not be applied. drop: remove them. mark: pass them on with the header"
                        + " tandem.dropped (the reason) or tandem.dropped.fields (the names), to record a history.");
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
