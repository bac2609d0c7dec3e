/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.stream.SessionEnd.Remedy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SessionRetriesTest {
    private final SessionRetries retries = new SessionRetries(Duration.ofMillis(100), Duration.ofSeconds(1), () -> 1.0);

    @Test
    void growsPausesUntilSessionWorks() {
        assertThat(pauses(6, Remedy.RECONNECT)).containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L);

        retries.noteSuccess();

        assertThat(pauses(1, Remedy.RECONNECT)).containsExactly(100L);
    }

    @Test
    void jittersPausesDownToHalf() {
        SessionRetries early = new SessionRetries(Duration.ofMillis(100), Duration.ofSeconds(1), () -> 0.0);

        assertThat(early.pauseAfter(end(Remedy.RECONNECT))).contains(Duration.ofMillis(50));
    }

    @Test
    void waitsLongerForBusyServer() {
        assertThat(pauses(1, Remedy.WAIT)).containsExactly(800L);
    }

    @Test
    void continuesAtOnceAfterReaderCaughtUp() {
        assertThat(pauses(1, Remedy.DRAIN)).containsExactly(0L);
    }

    @Test
    void stopsIfFreshTokensAreRejected() {
        assertThat(pauses(3, Remedy.NEW_TOKEN)).hasSize(3);

        assertThat(retries.pauseAfter(end(Remedy.NEW_TOKEN))).isEmpty();
    }

    @Test
    void stopsAtSecondOversizedAnswerInARow() {
        assertThat(retries.pauseAfter(end(Remedy.SHRINK))).isPresent();
        assertThat(retries.pauseAfter(end(Remedy.SHRINK))).isEmpty();
    }

    @Test
    void neverStopsWhileTheOrgMoves() {
        assertThat(pauses(20, Remedy.NEW_INSTANCE)).endsWith(1000L);
    }

    @Test
    void suspectsTheTokenAfterEveryThirdFailure() {
        List<Boolean> suspected = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            suspected.add(retries.needsNewToken());
            retries.pauseAfter(end(Remedy.RECONNECT));
        }

        assertThat(suspected).containsExactly(false, false, false, true, false, false, true);
    }

    @Test
    void stopsIfOnlyAPersonCanHelp() {
        assertThat(retries.pauseAfter(end(Remedy.GIVE_UP))).isEmpty();
    }

    private List<Long> pauses(int count, Remedy remedy) {
        return Stream.generate(
                        () -> retries.pauseAfter(end(remedy)).orElseThrow().toMillis())
                .limit(count)
                .toList();
    }

    private static SessionEnd end(Remedy remedy) {
        return SessionEnd.of(remedy, "a reason");
    }
}
