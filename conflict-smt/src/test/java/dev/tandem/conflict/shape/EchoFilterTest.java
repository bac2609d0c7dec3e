/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.Operation;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EchoFilterTest {
    private static final String PENDING = "_sync_pending";
    private static final String STATE = "_sync_state";
    private static final String WISHES = "{\"Name\": {\"t\": 7, \"base\": null}}";
    private static final Schema TWO_WAY = SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field(PENDING, Schema.OPTIONAL_STRING_SCHEMA)
            .field(STATE, Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    /** Returns rows of: operation, wishes, whether the image is an echo. */
    static Stream<Arguments> images() {
        return Stream.of(
                Arguments.of(Operation.CREATE, null, true),
                Arguments.of(Operation.UPDATE, null, true),
                Arguments.of(Operation.UPDATE, "", true),
                Arguments.of(Operation.UPDATE, "{}", true),
                Arguments.of(Operation.UPDATE, " {} ", true),
                Arguments.of(Operation.UPDATE, "null", true),
                Arguments.of(Operation.READ, null, true),
                Arguments.of(Operation.CREATE, WISHES, false),
                Arguments.of(Operation.UPDATE, WISHES, false),
                Arguments.of(Operation.READ, WISHES, false),
                Arguments.of(Operation.UPDATE, "__debezium_unavailable_value", false),
                Arguments.of(Operation.DELETE, null, true),
                Arguments.of(Operation.DELETE, WISHES, true));
    }

    @ParameterizedTest
    @MethodSource("images")
    void recognizesEchoes(Operation operation, String wishes, boolean echo) {
        Struct image = new Struct(TWO_WAY).put("id", 1L).put(PENDING, wishes);

        assertThat(EchoFilter.of(TWO_WAY, PENDING, "").isEcho(operation, image)).isEqualTo(echo);
    }

    @ParameterizedTest
    @MethodSource("images")
    void recognizesEchoesWithoutSchema(Operation operation, String wishes, boolean echo) {
        Map<String, Object> image = Collections.singletonMap(PENDING, wishes);

        assertThat(EchoFilter.of(null, PENDING, "").isEcho(operation, image)).isEqualTo(echo);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"null,false", "pending,false", "sent,true", "waiting,true", "failed,true", "another,false"})
    void dropsRowsThatWaitIfStateIsConfigured(String state, boolean echo) {
        Struct image = new Struct(TWO_WAY).put("id", 1L).put(PENDING, WISHES).put(STATE, state);
        Map<String, Object> map = new HashMap<>();
        map.put(PENDING, WISHES);
        map.put(STATE, state);

        assertThat(EchoFilter.of(TWO_WAY, PENDING, STATE).isEcho(Operation.UPDATE, image))
                .isEqualTo(echo);
        assertThat(EchoFilter.of(null, PENDING, STATE).isEcho(Operation.UPDATE, map))
                .isEqualTo(echo);
        assertThat(EchoFilter.of(TWO_WAY, PENDING, "").isEcho(Operation.UPDATE, image))
                .isFalse();
    }

    @Test
    void passesRowsWithoutFieldOfState() {
        Schema older = SchemaBuilder.struct()
                .field(PENDING, Schema.OPTIONAL_STRING_SCHEMA)
                .build();

        assertThat(EchoFilter.of(older, PENDING, STATE)
                        .isEcho(Operation.UPDATE, new Struct(older).put(PENDING, WISHES)))
                .isFalse();
    }

    @Test
    void dropsTruncatesOfTwoWayTables() {
        assertThat(EchoFilter.of(TWO_WAY, PENDING, "").isEcho(Operation.TRUNCATE, null))
                .isTrue();
    }

    @Test
    void passesOtherTables() {
        Schema other = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();

        assertThat(EchoFilter.of(other, PENDING, "")).isNull();
        assertThat(EchoFilter.of(null, PENDING, "").isEcho(Operation.UPDATE, Map.of("id", 1)))
                .isFalse();
        assertThat(EchoFilter.of(null, PENDING, "").isEcho(Operation.DELETE, Map.of("id", 1)))
                .isFalse();
    }

    @Test
    void filtersNothingByDefault() {
        assertThat(EchoFilter.of(TWO_WAY, "", STATE)).isNull();
    }
}
