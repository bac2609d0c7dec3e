/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitSizeTest {
    private final UnitSize size = new UnitSize(100, 2_000);

    @Test
    void followsTheSizeOfTheLastValues() {
        size.note(100, 100 * 128_000);
        int large = size.next();
        size.note(65, 65 * 1_000);
        int small = size.next();

        assertThat(large).isEqualTo(65);
        assertThat(small).isEqualTo(130);
    }

    @Test
    void readsAtLeastOneRecord() {
        size.note(1, 1L << 30);

        assertThat(size.next()).isEqualTo(1);
    }

    @Test
    void readsAsManyAsAllowedIfNothingIsFoundForLong() {
        for (int call = 0; call < 5; call++) {
            size.note(0, 0);
        }

        assertThat(size.next()).isEqualTo(2_000);
    }
}
