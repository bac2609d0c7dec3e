/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.offset.SnapshotOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReadScopesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant QUARTER_TO = Instant.parse("2026-01-01T11:45:00Z");
    private static final Position AT_NOON = new Position.Since(NOON);

    private final ReadScopes scopes = new ReadScopes(Duration.ofMinutes(15));

    @Test
    void looksBackByTheLongestTransaction() {
        assertThat(scopes.modifiedSince(NOON)).isEqualTo(ReadScope.modifiedSince(QUARTER_TO));
        assertThat(scopes.missedSince(new StreamOffset(AT_NOON, 1))).isEqualTo(ReadScope.modifiedSince(QUARTER_TO));
    }

    @Test
    void neverLooksBackBeforeTheEpoch() {
        assertThat(scopes.modifiedSince(Instant.EPOCH.plusSeconds(1)))
                .isEqualTo(ReadScope.modifiedSince(Instant.EPOCH));
    }

    @Test
    void readsAllAgainIfAllWereBeingRead() {
        SnapshotOffset reading = SnapshotOffset.beginning(AT_NOON, ReadScope.ALL, 1);

        assertThat(scopes.missedSince(reading)).isEqualTo(ReadScope.allAndGoneSince(QUARTER_TO));
    }

    @Test
    void keepsTheTimeOfTheReadUnderWay() {
        Instant nine = Instant.parse("2026-01-01T09:00:00Z");
        SnapshotOffset reading = SnapshotOffset.beginning(AT_NOON, ReadScope.modifiedSince(nine), 1);

        assertThat(scopes.missedSince(reading)).isEqualTo(ReadScope.modifiedSince(nine));
        assertThat(scopes.allAndMissedSince(reading)).isEqualTo(ReadScope.allAndGoneSince(nine));
    }
}
