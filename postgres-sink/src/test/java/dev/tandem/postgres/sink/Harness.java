/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Drives the real task as a worker would, with a reporter that collects the records that could not be written. */
final class Harness implements AutoCloseable {
    private final Map<String, String> properties = new HashMap<>();
    private final List<String> errors = new ArrayList<>();
    private final List<SinkRecord> errant = new ArrayList<>();
    private boolean reporting = true;
    private PostgresSinkTask task;

    static Harness on(Database database) {
        return new Harness().with("connection.url", database.url());
    }

    Harness with(String key, String value) {
        properties.put(key, value);
        return this;
    }

    Harness withoutReporter() {
        reporting = false;
        return this;
    }

    Harness put(SinkRecord... records) {
        return put(List.of(records));
    }

    Harness put(List<SinkRecord> records) {
        if (task == null) {
            task = new PostgresSinkTask();
            task.initialize(new Context());
            task.start(properties);
        }
        task.put(records);
        return this;
    }

    /** The task begins anew, remembering nothing. */
    Harness restart() {
        close();
        return this;
    }

    List<String> errors() {
        return errors;
    }

    List<SinkRecord> errant() {
        return errant;
    }

    @Override
    public void close() {
        if (task != null) {
            task.stop();
            task = null;
        }
    }

    private final class Context implements SinkTaskContext {
        @Override
        public ErrantRecordReporter errantRecordReporter() {
            if (!reporting) {
                return null;
            }
            return (record, error) -> {
                errant.add(record);
                errors.add(error.getMessage());
                return CompletableFuture.completedFuture(null);
            };
        }

        @Override
        public Map<String, String> configs() {
            return properties;
        }

        @Override
        public void offset(Map<TopicPartition, Long> offsets) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void offset(TopicPartition partition, long offset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void timeout(long timeoutMs) {}

        @Override
        public Set<TopicPartition> assignment() {
            return Set.of();
        }

        @Override
        public void pause(TopicPartition... partitions) {}

        @Override
        public void resume(TopicPartition... partitions) {}

        @Override
        public void requestCommit() {}
    }
}
