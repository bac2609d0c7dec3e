/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * The bounds of a task's memory.
 *
 * @param maxBatch records that one poll returns
 * @param maxQueue records of all objects that wait to be polled
 * @param maxQueueBytes bytes of those records; 0 for no limit
 * @param maxEvents events of all objects that wait to be turned into records
 * @param maxEventBytes bytes of those events
 * @param maxMessageSize bytes of one delivery of change events
 */
public record QueueSettings(
        int maxBatch, int maxQueue, long maxQueueBytes, int maxEvents, long maxEventBytes, int maxMessageSize) {

    static final String MAX_BATCH = "max.batch.size";
    static final String MAX_QUEUE = "max.queue.size";
    static final String MAX_QUEUE_BYTES = "max.queue.size.in.bytes";
    static final String MAX_EVENTS = "event.buffer.size";
    static final String MAX_EVENT_BYTES = "event.buffer.size.in.bytes";
    public static final String MAX_MESSAGE_SIZE = "connection.max.message.size";

    private static final int MEGABYTE = 1024 * 1024;

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Memory of a task")
                .add(
                        Option.integer(MAX_BATCH)
                                .defaultsTo(2048)
                                .atLeast(1)
                                .importance(Importance.LOW)
                                .documentation("Maximum number of records that one poll returns."
                                        + " The records of one event are never split."),
                        Option.integer(MAX_QUEUE)
                                .defaultsTo(2048)
                                .atLeast(1)
                                .importance(Importance.LOW)
                                .documentation(
                                        "Maximum number of records that wait to be polled, for all objects of a task."),
                        Option.longInteger(MAX_QUEUE_BYTES)
                                .defaultsTo(32L * MEGABYTE)
                                .atLeast(0)
                                .importance(Importance.LOW)
                                .documentation(
                                        "Maximum number of bytes of the records that wait to be polled, as their values were"
                                                + " received. One poll returns at most half of them. An event or a row that is"
                                                + " larger waits alone. 0 sets no limit."),
                        Option.integer(MAX_EVENTS)
                                .defaultsTo(40_000)
                                .atLeast(100)
                                .importance(Importance.LOW)
                                .documentation("Maximum number of change events that wait, for all objects of a task."
                                        + " Each object has an equal share. An object whose share is full"
                                        + " leaves its channel, and returns to it at the event where it"
                                        + " left."),
                        Option.longInteger(MAX_EVENT_BYTES)
                                .defaultsTo(64L * MEGABYTE)
                                .atLeast(MEGABYTE)
                                .importance(Importance.LOW)
                                .documentation(
                                        "Maximum number of bytes of the events that wait, as they were received."),
                        Option.integer(MAX_MESSAGE_SIZE)
                                .defaultsTo(32 * MEGABYTE)
                                .atLeast(MEGABYTE)
                                .importance(Importance.LOW)
                                .documentation("Maximum number of bytes of one delivery of change events."
                                        + " A larger delivery cannot be received."));
    }

    public static QueueSettings from(AbstractConfig config) {
        return new QueueSettings(
                config.getInt(MAX_BATCH),
                config.getInt(MAX_QUEUE),
                config.getLong(MAX_QUEUE_BYTES),
                config.getInt(MAX_EVENTS),
                config.getLong(MAX_EVENT_BYTES),
                config.getInt(MAX_MESSAGE_SIZE));
    }
}
