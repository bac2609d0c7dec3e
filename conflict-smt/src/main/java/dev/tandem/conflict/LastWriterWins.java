/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import dev.tandem.event.Release;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Turns change events into flat rows with headers that say what changed, where, and in which order. Works in source and sink
 * connectors, on keys and values: keys tell the row, and get the names and types that it has.
 *
 * <p>Connect gives each task its own instance and calls it from one thread.
 */
public final class LastWriterWins<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
    public static final String OVERVIEW_DOC =
            "Turn change events (Tandem's or Debezium's envelopes, flat rows with a version) into flat rows or deletes, with headers"
                    + " that tell operation, origin, version, commit time and changed fields; drop changes, or fields of them, that are"
                    + " older than what was seen before; and give all rows of an object one schema, which only grows."
                    + "<p/>What is older is known from a bounded memory of the task's own: after a restart or a rebalance it is empty,"
                    + " and it knows nothing of what other tasks see. So it helps any sink, and is never the authority;"
                    + " Tandem's postgres-sink, which compares versions where it writes, is.";

    private StartedTransform<R> started;

    @Override
    public ConfigDef config() {
        return LastWriterWinsConfig.DEFINITION;
    }

    @Override
    public void configure(Map<String, ?> configs) {
        close();
        this.started = new StartedTransform<>(new LastWriterWinsConfig(configs));
    }

    @Override
    public R apply(R record) {
        return started.apply(record);
    }

    TransformMetricsMXBean metrics() {
        return started.metrics();
    }

    @Override
    public String version() {
        return Release.version();
    }

    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
    }
}
