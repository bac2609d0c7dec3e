/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.take;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitingRowsTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final WaitingRows rows = new WaitingRows(FIRST, LONGEST);

    @Test
    void wakesRowOnceHoweverOftenItIsSeen() {
        assertThat(rows.next("1", START)).contains(FIRST);

        assertThat(rows.next("1", START)).isEmpty();
        assertThat(rows.next("1", START.plus(FIRST).minusMillis(1))).isEmpty();
        assertThat(rows.next("2", START)).contains(FIRST);
        assertThat(rows.next("1", START.plus(FIRST))).isPresent();
    }

    @Test
    void waitsLongerEachTime() {
        List<Long> delays = new ArrayList<>();
        Instant now = START;
        for (int i = 0; i < 7; i++) {
            Duration delay = rows.next("1", now).orElseThrow();
            delays.add(delay.toMillis());
            now = now.plus(delay);
        }

        assertThat(delays).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L);
    }

    @Test
    void beginsAgainWithRowsThatNoLongerWaited() {
        Duration delay = rows.next("1", START).orElseThrow();
        rows.next("1", START.plus(delay));

        rows.forget(Set.of("1"));

        assertThat(rows.next("1", START.plus(delay))).contains(FIRST);
    }
}
