/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.stream.StreamItem.EarlierEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemQueueTest {
    private static final StreamItem ACCOUNT = new EarlierEvent("/data/AccountChangeEvent");
    private static final StreamItem CONTACT = new EarlierEvent("/data/ContactChangeEvent");

    private final ItemQueue queue = new ItemQueue(1 << 20);

    @Test
    void isDrainedOfEachChannelOnceReaderAsksForMore() throws InterruptedException {
        queue.add(List.of(ACCOUNT, CONTACT, ACCOUNT, CONTACT), 1);
        assertThat(isDrained(ACCOUNT)).isFalse();

        assertThat(poll(2)).containsExactly(ACCOUNT, CONTACT);
        assertThat(poll(1)).containsExactly(ACCOUNT);
        assertThat(isDrained(ACCOUNT)).as("it is being handled").isFalse();
        assertThat(poll(1)).containsExactly(CONTACT);

        assertThat(isDrained(ACCOUNT)).isTrue();
        assertThat(isDrained(CONTACT)).isFalse();
        queue.add(List.of(CONTACT), 1);
        assertThat(isDrained(ACCOUNT)).isTrue();
        queue.add(List.of(ACCOUNT), 1);
        assertThat(isDrained(ACCOUNT)).isFalse();
    }

    @Test
    void isDrainedOfChannelWithoutItems() {
        assertThat(isDrained(ACCOUNT)).isTrue();
    }

    private List<StreamItem> poll(int max) throws InterruptedException {
        return queue.poll(max, Duration.ZERO);
    }

    private boolean isDrained(StreamItem item) {
        return queue.isDrained(item.channel());
    }
}
