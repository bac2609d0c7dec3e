/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MapKeysTest {
    private static List<Map<?, ?>> mapsWithSameTexts() {
        return List.of(Map.of("a", 1, "a\u0000", 2), Map.of("a\u0000", 1, "\u0000a", 2), Map.of("1", 1, 1L, 2));
    }

    @ParameterizedTest
    @MethodSource("mapsWithSameTexts")
    void rejectsKeysThatBecomeOne(Map<?, ?> map) {
        assertThatThrownBy(() -> MapKeys.check(map, Object::toString))
                .isInstanceOf(UnwritableValueException.class)
                .hasMessageContaining("two keys");
    }

    @Test
    void takesKeysThatStayDifferent() {
        assertThatCode(() -> MapKeys.check(Map.of("a\u0000b", 1, "ba\u0000", 2, 1L, 3), Object::toString))
                .doesNotThrowAnyException();
    }
}
