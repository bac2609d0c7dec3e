/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void startsBehindLastWriterWins() {
        properties.put("transforms.conflict.type", "dev.tandem.conflict.LastWriterWins");
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
