/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SourceColumnTest {
    static Stream<Schema> scalars() {
        return Stream.of(
                SchemaBuilder.bool().defaultValue(true).build(),
                SchemaBuilder.int8().defaultValue((byte) -1).build(),
                SchemaBuilder.int16().defaultValue((short) 2).build(),
                SchemaBuilder.int32().defaultValue(3).build(),
                SchemaBuilder.int64().defaultValue(Long.MIN_VALUE).build(),
                SchemaBuilder.float32().defaultValue(0.1f).build(),
                SchemaBuilder.float64().defaultValue(1e300).build(),
                SchemaBuilder.string().defaultValue("").build(),
                Decimal.builder(20).defaultValue(new BigDecimal("1E-20")).build());
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void readsTheDefaultThatItDescribes(Schema field) {
        String text = SourceColumn.defaultText(field).orElseThrow();

        assertThat(SourceColumn.defaultValue(described(field, text))).contains(field.defaultValue());
    }

    @Test
    void describesNoDefaultOfAnArray() {
        Schema array = SchemaBuilder.array(Schema.STRING_SCHEMA)
                .defaultValue(List.of("x"))
                .build();

        assertThat(SourceColumn.defaultText(array)).isEmpty();
    }

    @Test
    void ignoresTextThatDoesNotFitTheType() {
        assertThat(SourceColumn.defaultValue(described(Schema.INT32_SCHEMA, "x")))
                .isEmpty();
        assertThat(SourceColumn.defaultValue(described(Decimal.schema(1), "1.25")))
                .isEmpty();
        assertThat(SourceColumn.defaultValue(described(Schema.BYTES_SCHEMA, "x")))
                .isEmpty();
        assertThat(SourceColumn.defaultValue(Schema.INT32_SCHEMA)).isEmpty();
    }

    private static Schema described(Schema field, String text) {
        SchemaBuilder described = new SchemaBuilder(field.type()).name(field.name());
        if (field.parameters() != null) {
            described.parameters(field.parameters());
        }
        return described.parameter(SourceColumn.DEFAULT, text).build();
    }
}
