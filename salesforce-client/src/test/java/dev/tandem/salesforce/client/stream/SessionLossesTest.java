/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.stream.SessionEnd.Remedy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionLossesTest {
    private final SessionLosses losses =
            new SessionLosses(new SessionRetries(Duration.ofMillis(100), Duration.ofSeconds(1), () -> 1.0));

    @Test
    void isOutageOnceNoSessionHasWorkedForAMinute() {
        lose("the keystore is gone", 0);
        lose("the keystore is gone", 59);
        assertThat(isOutage(59)).isFalse();

        lose("the keystore is gone", 60);

        assertThat(isOutage(60)).isTrue();
        assertThat(losses.reason()).isEqualTo("the keystore is gone");
        assertThat(losses.count()).isEqualTo(3);
    }

    @Test
    void isNoOutageAfterSessionThatHasWorked() {
        lose("the connection was lost", 0);
        losses.noteSuccess();
        assertThat(isOutage(60)).isFalse();

        lose("the connection was lost", 100);

        assertThat(isOutage(159)).isFalse();
        assertThat(isOutage(160)).isTrue();
    }

    @Test
    void isNoOutageWhileReaderIsSlow() {
        losses.add(SessionEnd.of(Remedy.DRAIN, "the reader is too slow"), nanos(0));

        lose("the connection was lost", 900);

        assertThat(isOutage(900)).isFalse();
        assertThat(isOutage(960)).isTrue();
    }

    @Test
    void isNoOutageIfEventsWouldHaveArrived() {
        lose("the connection was lost", 0);
        losses.noteConnection();
        lose("the connection was lost", 100);

        assertThat(isOutage(100)).isFalse();
        assertThat(isOutage(160)).isTrue();
    }

    private void lose(String reason, long seconds) {
        losses.add(SessionEnd.of(Remedy.RECONNECT, reason), nanos(seconds));
    }

    private boolean isOutage(long seconds) {
        return losses.isOutage(nanos(seconds));
    }

    private static long nanos(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
