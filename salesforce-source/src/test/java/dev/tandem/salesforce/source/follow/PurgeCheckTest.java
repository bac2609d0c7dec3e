/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.stream.ReplayId;
import dev.tandem.salesforce.source.offset.Position;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PurgeCheckTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void doubtsOnlyPositionsThatSalesforceNeverRejects() {
        assertThat(PurgeCheck.isInTime(new Position.Since(NOON))).isTrue();
        assertThat(PurgeCheck.isInTime(new Position.After(new ReplayId("1"), NOON)))
                .as("rejected once its event is purged")
                .isFalse();
        assertThat(PurgeCheck.isInTime(new Position.Since(Instant.EPOCH)))
                .as("all retained events, however many are gone")
                .isFalse();
    }
}
