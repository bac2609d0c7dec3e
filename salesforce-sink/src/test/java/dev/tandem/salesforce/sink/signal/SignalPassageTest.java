/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.sink.signal.SignalPassage.Found;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Judgements on signals from looks at a replication slot, without a server. */
class SignalPassageTest {
    private static final int READER = 7;
    private static final int NEXT_READER = 8;
    private static final Set<String> NONE = Set.of();

    private final SignalPassage passage = new SignalPassage();

    private Found look(int reader, long confirmed, long end, String... signals) {
        return passage.add(reader, confirmed, Set.of(signals), end);
    }

    private static Found carried(String... signals) {
        return new Found(Set.of(signals), NONE);
    }

    private static Found unsure(String... signals) {
        return new Found(NONE, Set.of(signals));
    }

    @Test
    void doubtsWhatWasThereBeforeDebeziumReads() {
        assertThat(look(READER, 5, 6, "a")).isEqualTo(Found.NOTHING);
        assertThat(look(READER, 7, 8, "a", "b")).isEqualTo(unsure("a", "b"));
    }

    @Test
    void waitsUntilDebeziumHasReachedLogThatRestoreTookBack() {
        look(READER, 5, 6);
        assertThat(look(READER, 5, 7, "a")).isEqualTo(Found.NOTHING);
        assertThat(look(READER, 5, 900, "a")).isEqualTo(Found.NOTHING);
        assertThat(look(READER, 901, 901, "a")).isEqualTo(unsure("a"));
    }

    @Test
    void knowsWhatWasCarriedOnceAllBehindItIsConfirmed() {
        look(READER, 5, 6);
        look(READER, 6, 6);
        assertThat(look(READER, 7, 9, "a")).isEqualTo(Found.NOTHING);
        assertThat(look(READER, 8, 10, "a", "b")).isEqualTo(Found.NOTHING);
        assertThat(look(READER, 9, 11, "a", "b")).isEqualTo(carried("a"));
        assertThat(look(READER, 11, 11, "b")).isEqualTo(carried("b"));
    }

    @Test
    void doubtsSignalsAgainWhenAnotherProcessReads() {
        look(READER, 5, 6);
        look(READER, 6, 6);
        look(READER, 6, 7, "a");
        assertThat(look(NEXT_READER, 8, 8, "a")).isEqualTo(Found.NOTHING);
        assertThat(look(NEXT_READER, 9, 9, "a")).isEqualTo(unsure("a"));
    }

    @Test
    void doubtsSignalsAgainAfterInterruption() {
        look(READER, 5, 6);
        look(READER, 6, 6);
        look(READER, 6, 7, "a");
        passage.interrupt();
        assertThat(look(READER, 8, 8, "a")).isEqualTo(Found.NOTHING);
        assertThat(look(READER, 9, 9, "a")).isEqualTo(unsure("a"));
    }
}
