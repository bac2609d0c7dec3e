/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.stream.ReplayFrom;
import dev.tandem.salesforce.client.stream.ReplayId;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastIdsTest {
    private static final ReplayId A = new ReplayId("a");
    private static final ReplayId B = new ReplayId("b");
    private static final ReplayId C = new ReplayId("c");

    private final LastIds ids = new LastIds();

    @Test
    void hasNoPositionBeforeTheFirstEvent() {
        assertThat(ids.position()).isEmpty();
        assertThat(ids.isLast(A)).isFalse();
    }

    @Test
    void keepsTheLastIdAsOftenAsItCame() {
        List.of(A, A, B, C, C).forEach(ids::add);

        assertThat(ids.position()).contains(ReplayFrom.afterDelivered(List.of(B, C, C)));
        assertThat(ids.isLast(C)).isTrue();
        assertThat(ids.isLast(B)).isFalse();
    }

    @Test
    void knowsOnlyTheIdOfTheFirstEvents() {
        List.of(A, A).forEach(ids::add);

        assertThat(ids.position()).contains(ReplayFrom.afterDelivered(List.of(A, A)));
    }
}
