/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.event.Release;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** A task of the connector, as Connect sees it. */
public final class SalesforceSourceTask extends SourceTask {
    /** Null until the task has started. The worker commits on another thread, and before that, too. */
    private volatile StartedSourceTask started;

    @Override
    public String version() {
        return Release.version();
    }

    @Override
    public void start(Map<String, String> properties) {
        started = StartedSourceTask.open(
                new SalesforceSourceConfig(properties),
                context.offsetStorageReader(),
                Optional.ofNullable(context.transactionContext()),
                Clock.systemUTC());
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        return started.poll();
    }

    @Override
    public void commit() {
        if (started != null) {
            started.markCommitted();
        }
    }

    /** @param metadata null if the worker has passed over the record */
    @Override
    public void commitRecord(SourceRecord record, RecordMetadata metadata) {
        if (metadata == null && started != null) {
            started.countSkipped(record);
        }
    }

    @Override
    public void stop() {
        if (started != null) {
            started.close();
        }
    }
}
