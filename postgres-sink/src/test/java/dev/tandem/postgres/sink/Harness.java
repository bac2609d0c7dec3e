/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.testing.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** A harness that drives the real task as a worker would, with a reporter that collects the records that could not be written. */
final class Harness implements AutoCloseable {
    private final Map<String, String> properties = new HashMap<>();

    private final List<Exception> failures = new ArrayList<>();
    private final List<SinkRecord> errant = new ArrayList<>();
    private boolean reporting = true;
    private boolean patient = true;
    private long timeout;
    private Future<Void> reported = CompletableFuture.completedFuture(null);
    private int retries;
    private PostgresSinkTask task;
    /** Ends when the worker is to put again. */
    private CompletableFuture<Void> due = CompletableFuture.completedFuture(null);
    /** The records that the worker has for the task. */
    private List<SinkRecord> put = List.of();

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

    /** Puts again at once after a failure, as a worker does that is to commit offsets. */
    Harness impatient() {
        patient = false;
        return this;
    }

    /** @param future what the reporter answers from now on */
    Harness reporting(Future<Void> future) {
        reported = future;
        return this;
    }

    /** Puts as a worker does: the same records again after a transient failure, with this to be done before. */
    Harness putUntilWritten(List<SinkRecord> records, Consumer<RetriableException> beforeRetry) {
        put = records;
        while (true) {
            try {
                return deliver();
            } catch (RetriableException passing) {
                beforeRetry.accept(passing);
            }
        }
    }

    Harness put(SinkRecord... records) {
        return put(List.of(records));
    }

    /** Puts records and, as a worker does while no others come, waits until they are durable. */
    Harness put(List<SinkRecord> records) {
        put = records;
        return deliver();
    }

    private Harness deliver() {
        begin(put);
        put = List.of();
        if (!commits()) {
            begin(put);
        }
        return this;
    }

    Harness begin(SinkRecord... records) {
        return begin(List.of(records));
    }

    /** Puts records without waiting for them. */
    Harness begin(List<SinkRecord> records) {
        if (task == null) {
            task = new PostgresSinkTask();
            task.initialize(new Context());
            task.start(properties);
        }
        if (patient) {
            due.join();
        }
        try {
            task.put(records);
        } catch (RetriableException passing) {
            due = new CompletableFuture<Void>().completeOnTimeout(null, timeout, TimeUnit.MILLISECONDS);
            throw passing;
        }
        return this;
    }

    /** Puts as a worker does: the same records again for as long as the task asks for it. */
    Harness putRetrying(List<SinkRecord> records) {
        return putUntilWritten(
                records,
                again -> assertThat(++retries)
                        .as("retries, the last of them after %s", again)
                        .isLessThan(1000));
    }

    /** Returns how often {@link #putRetrying} was asked to put the same records again. */
    int retries() {
        return retries;
    }

    /** Asks as a worker does before it commits offsets, and returns whether the task agrees. */
    boolean commits() {
        Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(new TopicPartition("any", 0), new OffsetAndMetadata(1));
        return task.preCommit(offsets).equals(offsets);
    }

    /** Revokes as a worker does when partitions go to another task. */
    void revoke(TopicPartition... partitions) {
        task.close(List.of(partitions));
    }

    /** Restarts the task, which then remembers nothing. */
    Harness restart() {
        close();
        return this;
    }

    List<String> errors() {
        List<String> texts = failures.stream().map(Throwable::getMessage).toList();
        assertThat(texts).as("sentences").allMatch(text -> text.endsWith("."));
        return texts;
    }

    /** Returns the messages with which rejected records were reported. */
    List<Exception> failures() {
        return failures;
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
                failures.add((Exception) error);
                return reported;
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
        public void timeout(long timeoutMs) {
            timeout = timeoutMs;
        }

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
