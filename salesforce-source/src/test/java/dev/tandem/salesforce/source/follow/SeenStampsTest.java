/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.RecordId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SeenStampsTest {
    private static final RecordId ONE = new RecordId("001000000000001");
    private static final RecordId TWO = new RecordId("001000000000002");
    private static final RecordId THREE = new RecordId("001000000000003");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final SeenStamps seen = new SeenStamps(2);

    @Test
    void knowsTheLastStampOfARecord() {
        seen.add(ONE, NOON);
        seen.add(ONE, NOON.plusSeconds(1));

        assertThat(seen.contains(ONE, NOON.plusSeconds(1))).isTrue();
        assertThat(seen.contains(ONE, NOON)).isFalse();
        assertThat(seen.contains(TWO, NOON)).isFalse();
    }

    @Test
    void forgetsTheOldestAndSaysSo() {
        seen.add(ONE, NOON);
        seen.add(TWO, NOON.plusSeconds(1));
        assertThat(seen.forgotten()).isEqualTo(Instant.MIN);

        seen.add(THREE, NOON.plusSeconds(2));

        assertThat(seen.contains(ONE, NOON)).isFalse();
        assertThat(seen.forgotten()).isEqualTo(NOON);
    }

    @Test
    void dropsWhatIsTooOldToBeAskedFor() {
        seen.add(ONE, NOON);
        seen.add(TWO, NOON.plusSeconds(1));

        seen.dropBefore(NOON.plusSeconds(1));

        assertThat(seen.contains(ONE, NOON)).isFalse();
        assertThat(seen.contains(TWO, NOON.plusSeconds(1))).isTrue();
    }
}
