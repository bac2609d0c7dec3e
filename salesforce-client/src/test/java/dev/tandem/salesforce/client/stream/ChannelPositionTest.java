/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ChannelPositionTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration MARGIN = Duration.ofMinutes(15);
    private static final ReplayId A = new ReplayId("9");
    private static final ReplayId B = new ReplayId("7");
    private static final ReplayId C = new ReplayId("abc");

    @Test
    void requestsLatestUntilSubscriptionIsAccepted() {
        ChannelPosition position = new ChannelPosition(ReplayFrom.latest(), MARGIN);

        assertThat(position.resumeFrom()).isEqualTo(ReplayFrom.latest());
        position.subscribed(ReplayFrom.latest(), NOON);
        assertThat(position.resumeFrom()).isEqualTo(ReplayFrom.since(NOON));
        position.subscribed(ReplayFrom.since(NOON), NOON.plusSeconds(60));
        assertThat(position.resumeFrom()).isEqualTo(ReplayFrom.since(NOON));
    }

    @Test
    void keepsRequestedPositionUntilFirstEvent() {
        ReplayFrom after = ReplayFrom.after(A);
        ChannelPosition position = new ChannelPosition(after, MARGIN);
        position.subscribed(after, NOON);

        assertThat(position.resumeFrom()).isEqualTo(after);
    }

    @Test
    void knowsThatNothingIsMissingOnceAnEarlierEventCame() {
        ChannelPosition position = new ChannelPosition(ReplayFrom.since(NOON), MARGIN);
        position.subscribed(ReplayFrom.since(NOON), NOON.plusSeconds(60));

        assertThat(position.accept(B, NOON.minus(MARGIN))).as("may be later").isTrue();
        assertThat(position.hasDroppedEarlier()).isFalse();

        position = new ChannelPosition(ReplayFrom.since(NOON), MARGIN);
        position.subscribed(ReplayFrom.since(NOON), NOON.plusSeconds(60));
        assertThat(position.accept(A, NOON.minus(MARGIN).minusMillis(1))).isFalse();
        assertThat(position.hasDroppedEarlier()).isTrue();
    }

    @Test
    void resumesAfterIdBeforeLastForAnyIds() {
        ChannelPosition position = subscribed(ReplayFrom.earliest());

        assertThat(position.accept(A, NOON)).isTrue();
        assertThat(position.resumeFrom()).isEqualTo(ReplayFrom.after(A));
        assertThat(position.accept(B, NOON)).isTrue();
        assertThat(position.accept(B, NOON)).isTrue();
        assertThat(position.resumeFrom()).isEqualTo(ReplayFrom.after(A));
        assertThat(position.accept(C, NOON)).isTrue();
        assertThat(position.resumeFrom()).isEqualTo(ReplayFrom.after(B));
    }

    @Test
    void dropsRepetitionsAsOftenAsReceived() {
        ChannelPosition position = subscribed(ReplayFrom.earliest());
        position.accept(A, NOON);
        position.accept(B, NOON);
        position.subscribed(position.resumeFrom(), NOON);

        assertThat(position.accept(A, NOON)).as("older than asked for").isFalse();
        assertThat(position.accept(B, NOON)).as("came before").isFalse();
        assertThat(position.accept(B, NOON)).as("its twin did not").isTrue();
        assertThat(position.duplicates()).isEqualTo(2);
    }

    @Test
    void acceptsEqualIdAfterNewEvent() {
        ChannelPosition position = subscribed(ReplayFrom.earliest());
        position.accept(A, NOON);
        position.subscribed(position.resumeFrom(), NOON);

        assertThat(position.accept(B, NOON)).isTrue();
        assertThat(position.accept(A, NOON))
                .as("an id that a migrated org uses again")
                .isTrue();
    }

    @Test
    void acceptsEqualIdsWithinSession() {
        ChannelPosition position = subscribed(ReplayFrom.latest());

        assertThat(position.accept(A, NOON)).isTrue();
        assertThat(position.accept(A, NOON)).isTrue();
    }

    @Test
    void dropsEventsBeforeRequestedTime() {
        ReplayFrom since = ReplayFrom.since(NOON);
        ChannelPosition position = new ChannelPosition(since, MARGIN);
        position.subscribed(since, NOON.plusSeconds(3));

        assertThat(position.accept(A, NOON.minusSeconds(901))).isFalse();
        assertThat(position.accept(B, NOON.minusSeconds(900))).isTrue();
        assertThat(position.accept(C, NOON.minusSeconds(5_000)))
                .as("a long transaction's stamp")
                .isTrue();
    }

    @Test
    void resumesAfterDroppedEvents() {
        ReplayFrom since = ReplayFrom.since(NOON);
        ChannelPosition position = new ChannelPosition(since, MARGIN);
        position.subscribed(since, NOON);
        position.accept(A, NOON.minusSeconds(5_000));
        position.accept(B, NOON.minusSeconds(4_000));

        assertThat(position.resumeFrom()).isEqualTo(ReplayFrom.after(A));
        position.subscribed(ReplayFrom.after(A), NOON);
        assertThat(position.accept(B, NOON.minusSeconds(4_000))).isFalse();
        assertThat(position.accept(C, NOON.minusSeconds(3_000)))
                .as("still too early")
                .isFalse();
    }

    @Test
    void triesLastIdAfterRejectionOfPrevious() {
        ChannelPosition position = subscribed(ReplayFrom.earliest());
        position.accept(A, NOON);
        position.accept(B, NOON);

        assertThat(position.tryLaterPosition()).isTrue();
        assertThat(position.resumeFrom()).isEqualTo(ReplayFrom.after(B));
        assertThat(position.tryLaterPosition()).isFalse();
    }

    @Test
    void hasNoAlternativeForReadersPosition() {
        assertThat(new ChannelPosition(ReplayFrom.after(A), MARGIN).tryLaterPosition())
                .isFalse();
    }

    private static ChannelPosition subscribed(ReplayFrom from) {
        ChannelPosition position = new ChannelPosition(from, MARGIN);
        position.subscribed(from, NOON);
        return position;
    }
}
