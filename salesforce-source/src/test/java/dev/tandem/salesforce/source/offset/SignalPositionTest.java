/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalPositionTest {
    @Test
    void movesEachPartition() {
        SignalPosition position = SignalPosition.NONE.after(1, 6).after(0, 40).after(0, 41);

        assertThat(position.text()).isEqualTo("0:42,1:7");
        assertThat(position.isBefore(0, 41)).isFalse();
        assertThat(position.isBefore(0, 42)).isTrue();
        assertThat(position.isBefore(2, 0)).isTrue();
    }

    @Test
    void goesBackInTopicThatWasCreatedAgain() {
        SignalPosition position = SignalPosition.NONE.after(0, 41).after(0, 5);

        assertThat(position.isBefore(0, 5)).isFalse();
        assertThat(position.isBefore(0, 6)).isTrue();
    }

    @Test
    void readsBackItsText() {
        SignalPosition position = SignalPosition.NONE.after(0, 41).after(12, 0);

        assertThat(SignalPosition.parse(position.text())).isEqualTo(position);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "a:1", "0:"})
    void rejectsAnotherText(String text) {
        assertThatThrownBy(() -> SignalPosition.parse(text))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("0:42");
    }
}
