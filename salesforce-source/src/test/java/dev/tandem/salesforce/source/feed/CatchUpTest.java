/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.stream.ReplayFrom;
import dev.tandem.salesforce.client.stream.ReplayId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CatchUpTest {
    private static final long START = -7_000_000_000L;
    private static final Instant SUBSCRIBED = Instant.parse("2026-03-01T10:00:00Z");
    private static final ReplayFrom EARLIER = ReplayFrom.after(new ReplayId("17"));

    private final CatchUp catchUp = new CatchUp(Duration.ofSeconds(5));

    @Test
    void waitsForNothingWithoutSubscription() {
        assertThat(secondsLeft(0)).isZero();
    }

    @Test
    void waitsForNothingFromBeforeTheFirstSubscription() {
        catchUp.subscribe(ReplayFrom.latest(), SUBSCRIBED, START);

        assertThat(secondsLeft(0)).isZero();
    }

    @Test
    void waitsUntilNoEventComesForAsLongAsDeliveryTakes() {
        catchUp.subscribe(EARLIER, SUBSCRIBED, START);
        assertThat(secondsLeft(2)).isEqualTo(3);

        catchUp.accept(SUBSCRIBED.minusSeconds(90), START + nanos(4));
        assertThat(secondsLeft(6)).isEqualTo(3);
        assertThat(secondsLeft(10)).isZero();
    }

    @Test
    void endsWithEventFromAfterTheSecondOfTheSubscription() {
        catchUp.subscribe(ReplayFrom.since(SUBSCRIBED.minusSeconds(60)), SUBSCRIBED, START);
        catchUp.accept(SUBSCRIBED.plusMillis(999), START);
        assertThat(secondsLeft(0)).isEqualTo(5);

        catchUp.accept(SUBSCRIBED.plusSeconds(1), START);
        catchUp.accept(SUBSCRIBED.minusSeconds(1), START);

        assertThat(secondsLeft(0)).isZero();
    }

    @Test
    void waitsForReturnToTheChannel() {
        catchUp.leave();
        assertThat(catchUp.nanosLeft(START + nanos(3_600))).isEqualTo(Long.MAX_VALUE);

        catchUp.subscribe(EARLIER, SUBSCRIBED, START);
        assertThat(secondsLeft(1)).isEqualTo(4);
    }

    @Test
    void endsWithTheSubscription() {
        catchUp.subscribe(EARLIER, SUBSCRIBED, START);
        catchUp.leave();

        catchUp.end();

        assertThat(secondsLeft(0)).isZero();
    }

    private long secondsLeft(long secondsSinceStart) {
        return Duration.ofNanos(catchUp.nanosLeft(START + nanos(secondsSinceStart)))
                .toSeconds();
    }

    private static long nanos(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
