/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.value.CanonicalValue;
import dev.tandem.twoway.value.FieldKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepeatedWritesTest {
    private Instant now = Instant.EPOCH;
    private final InstantSource time = () -> now;
    private final Clock clock = time.withZone(ZoneOffset.UTC);
    private final RepeatedWrites repeated = new RepeatedWrites(new TableId("public", "Account"), clock);

    private long secondsToRest(String value) {
        return repeated.note("1", Map.of("Phone", CanonicalValue.of(FieldKind.TEXT, value)))
                .toSeconds();
    }

    @Test
    void letsRowRestLongerEachTimeItIsWrittenWithTheSameValues() {
        List<Long> rests = new ArrayList<>();
        for (int write = 0; write < 16; write++) {
            rests.add(secondsToRest("0"));
        }

        assertThat(rests).containsExactly(0L, 0L, 0L, 0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
    }

    @Test
    void letsRowWithNewValuesGoOn() {
        for (int write = 0; write < 20; write++) {
            assertThat(secondsToRest("value " + write)).isZero();
        }
    }

    @Test
    void forgetsWritesOfLongAgo() {
        for (int write = 0; write < 20; write++) {
            assertThat(secondsToRest("0")).isZero();
            now = now.plus(Duration.ofMinutes(11));
        }
    }
}
