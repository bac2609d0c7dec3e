/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * What bounds a task's memory.
 *
 * @param maxBatch records that one poll returns
 * @param maxQueue records of all objects that wait to be polled
 * @param maxEvents events of all objects that wait to be made records
 * @param maxEventBytes bytes of those events
 */
public record QueueSettings(int maxBatch, int maxQueue, int maxEvents, long maxEventBytes) {

    static final String MAX_BATCH = "max.batch.size";
    static final String MAX_QUEUE = "max.queue.size";
    static final String MAX_EVENTS = "event.buffer.size";
    static final String MAX_EVENT_BYTES = "event.buffer.size.in.bytes";

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Memory of a task")
                .option(
                        MAX_BATCH,
                        Type.INT,
                        2048,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Records that one poll returns, or those of one event if there are more of them.")
                .option(
                        MAX_QUEUE,
                        Type.INT,
                        8192,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Records that wait to be polled, of all objects of a task.")
                .option(
                        MAX_EVENTS,
                        Type.INT,
                        40_000,
                        Range.atLeast(100),
                        Importance.LOW,
                        "Change events that wait, of all objects of a task; each object has an equal share. An object"
                                + " whose share is full leaves its channel, and returns to it at the event it left.")
                .option(
                        MAX_EVENT_BYTES,
                        Type.LONG,
                        64L * 1024 * 1024,
                        Range.atLeast(1024 * 1024),
                        Importance.LOW,
                        "The same bound in bytes, as the events came.");
    }

    public static QueueSettings from(AbstractConfig config) {
        return new QueueSettings(
                config.getInt(MAX_BATCH),
                config.getInt(MAX_QUEUE),
                config.getInt(MAX_EVENTS),
                config.getLong(MAX_EVENT_BYTES));
    }
}
