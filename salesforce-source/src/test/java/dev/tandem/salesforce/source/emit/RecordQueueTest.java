/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
        RecordQueue queue = new RecordQueue(100);
        queue.put(unit(3));
        queue.put(unit(3));

        assertThat(queue.poll(5, NO_WAIT)).hasSize(3);
        assertThat(queue.poll(2, NO_WAIT)).hasSize(3);
        assertThat(queue.poll(5, NO_WAIT)).isNull();
    }

    @Test
    void holdsProducerOfFullQueueUntilPoll() throws InterruptedException {
        RecordQueue queue = new RecordQueue(4);
        queue.put(unit(4));
        Thread producer = new Thread(() -> {
            try {
                queue.put(unit(2));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        producer.start();
        await().until(() -> producer.getState() == Thread.State.WAITING);
        assertThat(queue.size()).isEqualTo(4);

        assertThat(queue.poll(10, NO_WAIT)).hasSize(4);

        assertThat(queue.poll(10, Duration.ofSeconds(10))).hasSize(2);
    }

    @Test
    void acceptsUnitLargerThanQueueWhenEmpty() throws InterruptedException {
        RecordQueue queue = new RecordQueue(1);

        queue.put(unit(5));

        assertThat(queue.poll(1, NO_WAIT)).hasSize(5);
    }

    @Test
    void showsForHowLongTheWorkerHasNotPolled() throws InterruptedException {
        Duration moment = Duration.ofMillis(50);
        RecordQueue queue = new RecordQueue(10);
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
        RecordQueue queue = new RecordQueue(10);
        Map<String, String> account = Map.of("object", "Account");
        queue.put(List.of(new SourceRecord(account, Map.of(), "topic", null, null)));

        assertThat(queue.holds(account)).isTrue();
        assertThat(queue.holds(Map.of("object", "Contact"))).isFalse();
        queue.poll(1, NO_WAIT);
        assertThat(queue.holds(account)).isFalse();
    }

    @Test
    void throwsFailureInEveryPollAtOnce() throws InterruptedException {
        RecordQueue queue = new RecordQueue(10);
        queue.put(unit(1));
        queue.fail(new ConnectException("first"));
        queue.fail(new ConnectException("second"));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> queue.poll(1, Duration.ofHours(1)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("first");
        }
    }

    private static List<SourceRecord> unit(int records) {
        List<SourceRecord> unit = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            unit.add(new SourceRecord(Map.of(), Map.of(), "topic", null, null));
        }
        return unit;
    }
}
