/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.salesforce.source.emit.RecordQueue.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class RecordQueueTest {
    private static final Duration NO_WAIT = Duration.ZERO;

    @Test
    void keepsUnitInOnePoll() throws InterruptedException {
        RecordQueue queue = new RecordQueue(100, 0);
        queue.put(unit(3));
        queue.put(unit(3));

        assertThat(queue.poll(5, NO_WAIT).records()).hasSize(3);
        assertThat(queue.poll(2, NO_WAIT).records()).hasSize(3);
        assertThat(queue.poll(5, NO_WAIT).records()).isEmpty();
    }

    @Test
    void holdsProducerOfFullQueueUntilPoll() throws InterruptedException {
        RecordQueue queue = new RecordQueue(4, 0);
        queue.put(unit(4));
        awaitHeldProducer(queue, unit(2));
        assertThat(queue.size()).isEqualTo(4);

        assertThat(queue.poll(10, NO_WAIT).records()).hasSize(4);

        assertThat(queue.poll(10, Duration.ofSeconds(10)).records()).hasSize(2);
    }

    @Test
    void acceptsUnitLargerThanQueueWhenEmpty() throws InterruptedException {
        RecordQueue queue = new RecordQueue(1, 0);

        queue.put(unit(5));

        assertThat(queue.poll(1, NO_WAIT).records()).hasSize(5);
    }

    @Test
    void takesLargeUnitThoughAnotherProducerAlwaysFillsTheQueue() throws InterruptedException {
        RecordQueue queue = new RecordQueue(10, 0);
        Thread small = producer(() -> {
            while (true) {
                queue.put(unit(1));
            }
        });
        awaitState(small, Thread.State.WAITING);
        Thread large = producer(() -> queue.put(unit(9)));

        int polls = 0;
        while (large.isAlive() && polls < 10) {
            await().until(() -> !large.isAlive()
                    || (large.getState() == Thread.State.WAITING && small.getState() == Thread.State.WAITING));
            queue.poll(3, NO_WAIT);
            polls++;
        }

        assertThat(polls).isLessThan(10);
        small.interrupt();
        small.join();
    }

    @Test
    void holdsProducerUntilItsBytesFit() throws InterruptedException {
        RecordQueue queue = new RecordQueue(100, 1_000);
        queue.put(unit(1, 600));
        awaitHeldProducer(queue, unit(2, 401));
        assertThat(queue.bytes()).isEqualTo(600);

        assertThat(queue.poll(10, NO_WAIT).records()).hasSize(1);

        assertThat(queue.poll(10, Duration.ofSeconds(10)).records()).hasSize(2);
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void acceptsUnitOfMoreBytesThanQueueWhenEmpty() throws InterruptedException {
        RecordQueue queue = new RecordQueue(100, 1_000);

        queue.put(unit(3, 5_000));

        assertThat(queue.poll(100, NO_WAIT)).extracting(Batch::bytes).isEqualTo(5_000L);
    }

    @Test
    void handsOverHalfOfItsBytesAtMost() throws InterruptedException {
        RecordQueue queue = new RecordQueue(100, 1_000);
        for (int i = 0; i < 5; i++) {
            queue.put(unit(1, 200));
        }

        assertThat(queue.poll(100, NO_WAIT).records()).hasSize(2);
        assertThat(queue.bytes()).isEqualTo(600);
    }

    @Test
    void countsNoBytesWithoutLimit() throws InterruptedException {
        RecordQueue queue = new RecordQueue(100, 0);
        queue.put(unit(1, Long.MAX_VALUE / 4));
        queue.put(unit(1, Long.MAX_VALUE / 4));

        assertThat(queue.poll(100, NO_WAIT).records()).hasSize(2);
    }

    private static void awaitHeldProducer(RecordQueue queue, Batch unit) {
        awaitState(producer(() -> queue.put(unit)), Thread.State.WAITING);
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static Thread producer(Work work) {
        Thread producer = new Thread(() -> {
            try {
                work.run();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        producer.start();
        return producer;
    }

    private static void awaitState(Thread producer, Thread.State state) {
        await().until(() -> producer.getState() == state);
    }

    @Test
    void showsForHowLongTheWorkerHasNotPolled() throws InterruptedException {
        Duration moment = Duration.ofMillis(50);
        RecordQueue queue = new RecordQueue(10, 0);
        queue.put(unit(1));
        await().until(() -> queue.idleTime().compareTo(moment) > 0);

        assertThat(queue.lastTopics()).isEmpty();
        await().until(() -> {
            queue.poll(1, NO_WAIT);
            return queue.idleTime().compareTo(moment) < 0;
        });
        queue.put(unit(1));
        queue.poll(1, NO_WAIT);

        assertThat(queue.lastTopics()).containsExactly("topic");
        queue.poll(1, NO_WAIT);
        assertThat(queue.lastTopics()).as("the worker has sent them").isEmpty();
    }

    @Test
    void knowsWhoseRecordsWait() throws InterruptedException {
        RecordQueue queue = new RecordQueue(10, 0);
        Map<String, String> account = Map.of("object", "Account");
        queue.put(new Batch(List.of(new SourceRecord(account, Map.of(), "topic", null, null)), 0));

        assertThat(queue.holds(account)).isTrue();
        assertThat(queue.holds(Map.of("object", "Contact"))).isFalse();
        queue.poll(1, NO_WAIT);
        assertThat(queue.holds(account)).isFalse();
    }

    @Test
    void throwsFailureInEveryPollAtOnce() throws InterruptedException {
        RecordQueue queue = new RecordQueue(10, 0);
        queue.put(unit(1));
        queue.fail(new ConnectException("first"));
        queue.fail(new ConnectException("second"));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> queue.poll(1, Duration.ofHours(1)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("first");
        }
    }

    private static Batch unit(int records) {
        return unit(records, 0);
    }

    private static Batch unit(int records, long bytes) {
        List<SourceRecord> unit = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            unit.add(new SourceRecord(Map.of(), Map.of(), "topic", null, null));
        }
        return new Batch(unit, bytes);
    }
}
