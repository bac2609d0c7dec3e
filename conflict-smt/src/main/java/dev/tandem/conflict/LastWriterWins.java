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
 * A transform that turns change events into flat rows, with headers that describe the change, its origin and its place in the
 * order. It works in source and sink connectors. It acts on keys and values, and gives key fields the names and types that
 * they have in the row.
 *
 * <p><b>Threads.</b> Connect creates one instance per task and calls it from one thread.
 */
public final class LastWriterWins<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
    public static final String OVERVIEW_DOC =
            "Turn change events (Tandem's or Debezium's envelopes, or flat rows with a version) into flat rows or deletes, with"
                    + " headers that carry operation, origin, version, commit time and changed fields. Drop changes, or fields of"
                    + " changes, that are older than those seen before. Give all rows of an object one schema, which only grows."
                    + "<p/>The transform compares changes with a bounded memory of its task. The memory is empty after a restart or"
                    + " rebalance, and does not contain what other tasks see. So the transform helps any sink but never decides"
                    + " alone; Tandem's postgres-sink compares versions in the database.";

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

    TransformMetrics metrics() {
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
