/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIdTest {
    @ParameterizedTest
    @CsvSource({
        "005B0000005iVeG, 005B0000005iVeGIAU",
        "a00B000000AVWaZ, a00B000000AVWaZIAX",
        "001RM000004UF9s, 001RM000004UF9sYAG",
        "000000000000000, 000000000000000AAA"
    })
    void completesShortIds(String shortId, String longId) {
        assertThat(new RecordId(shortId).value()).isEqualTo(longId);
        assertThat(new RecordId(longId).value()).isEqualTo(longId);
    }

    @Test
    void recognizesIdOfOverflowEvents() {
        assertThat(new RecordId("000000000000000")).isEqualTo(RecordId.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "001*", "001RM000004UF9", "001RM000004UF9sYA!", "001RM000004UF9s' OR Id != '"})
    void rejectsInvalidIds(String text) {
        assertThatThrownBy(() -> new RecordId(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
