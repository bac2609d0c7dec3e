/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventRoomTest {
    private final EventRoom room = new EventRoom(new FeedBounds(40, 4_000), 10);

    @Test
    void lendsTheCommonHalfToABusyObject() {
        EventRoom.Share busy = room.share();

        assertThat(takeAll(busy)).isEqualTo(22);
    }

    @Test
    void keepsTheReserveOfTheOthers() {
        takeAll(room.share());

        for (int object = 1; object < 10; object++) {
            assertThat(takeAll(room.share())).isEqualTo(2);
        }
    }

    @Test
    void lendsAgainWhatWasGivenBack() {
        EventRoom.Share first = room.share();
        EventRoom.Share second = room.share();
        takeAll(first);
        for (int event = 0; event < 22; event++) {
            first.release(1, 1);
        }

        assertThat(takeAll(second)).isEqualTo(22);
        assertThat(first.events()).isZero();
    }

    @Test
    void boundsBytesAsWell() {
        EventRoom.Share share = room.share();

        assertThat(share.tryTake(2_200)).isTrue();
        assertThat(share.tryTake(1)).isFalse();
        share.release(1, 2_200);
        assertThat(share.tryTake(1)).isTrue();
    }

    @Test
    void alwaysAdmitsOneEvent() {
        assertThat(room.share().tryTake(1_000_000)).isTrue();
    }

    private static int takeAll(EventRoom.Share share) {
        int taken = 0;
        while (share.tryTake(1)) {
            taken++;
        }
        return taken;
    }
}
