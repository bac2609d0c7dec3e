/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldRenamesTest {
    private final Map<String, String> properties = new HashMap<>();

    @ParameterizedTest
    @CsvSource({"a, c", "b, a", "x, x"})
    void followsChainOfTransforms(String name, String last) {
        add("one", "a:b, b:a");
        add("two", "b:c");
        chain("one, two");

        assertThat(FieldRenames.of(properties).last(name)).isEqualTo(last);
    }

    @Test
    void followsNoDroppedField() {
        add("one", "a:b");
        properties.put("transforms.one.exclude", "b, c");
        properties.put("transforms.one.include", "a, b");
        chain("one");

        FieldRenames renames = FieldRenames.of(properties);

        assertThat(Stream.of("a", "b", "c", "d").map(renames::last)).containsExactly("b", null, null, null);
        assertThat(renames.isOfAnother("b", Set.of("b"))).isTrue();
        assertThat(renames.isOfAnother("b", Set.of("a", "b"))).isFalse();
        assertThat(renames.isOfAnother("c", Set.of("b"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.tandem.conflict.LastWriterWins", "LastWriterWins"})
    void startsBehindLastWriterWins(String type) {
        properties.put("transforms.conflict.type", type);
        add("before", "a:b");
        add("behind", "b:c");
        chain("before,conflict,behind");

        FieldRenames renames = FieldRenames.of(properties);

        assertThat(renames.last("a")).isEqualTo("a");
        assertThat(renames.last("b")).isEqualTo("c");
    }

    @ParameterizedTest
    @CsvSource(
            value = {"null", "''", "a", "a:b:c", "':'"},
            nullValues = "null")
    void passesOverWhatTransformItselfReports(String malformed) {
        add("one", malformed);
        chain("one,,missing");

        assertThat(FieldRenames.of(properties).last("a")).isEqualTo("a");
    }

    private void add(String alias, String renames) {
        properties.put("transforms." + alias + ".type", "org.apache.kafka.connect.transforms.ReplaceField$Value");
        properties.put("transforms." + alias + ".renames", renames);
    }

    private void chain(String aliases) {
        properties.put("transforms", aliases);
    }
}
