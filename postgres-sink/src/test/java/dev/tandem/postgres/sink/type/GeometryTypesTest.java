/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts of types whose extensions (PostGIS, pgvector) are not installed where tests run. */
class GeometryTypesTest {
    private static final Schema POINT = SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Point")
            .field("x", Schema.FLOAT64_SCHEMA)
            .field("y", Schema.FLOAT64_SCHEMA)
            .field("wkb", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
            .build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            geometry                    | SRID=4326;0102
            geometry(Point,4326)        | SRID=4326;0102
            public.geography(Point)     | SRID=4326;0102
            point                       | (1.5,-2.0)
            text                        | (1.5,-2.0)
            """)
    void writesPointAsColumnReadsIt(String column, String text) {
        Struct point = new Struct(POINT)
                .put("x", 1.5)
                .put("y", -2.0)
                .put("wkb", new byte[] {1, 2})
                .put("srid", 4326);

        assertThat(ValueTypes.of(POINT).literal(POINT, PgType.of(column), point))
                .isEqualTo(text);
    }

    @Test
    void rejectsPointWithoutBinaryForPostgis() {
        Struct point = new Struct(POINT).put("x", 1.5).put("y", -2.0);

        assertThatThrownBy(() -> ValueTypes.of(POINT).literal(POINT, PgType.of("geometry"), point))
                .isInstanceOf(UnwritableValueException.class);
    }

    @Test
    void separatesArraysOfPostgisByColons() {
        Schema texts = SchemaBuilder.array(Schema.STRING_SCHEMA).build();

        assertThat(ValueTypes.of(texts).literal(texts, PgType.of("public.geometry[]"), List.of("01", "02")))
                .isEqualTo("{\"01\":\"02\"}");
    }

    @Test
    void writesSparseVectorAsPgvectorReadsIt() {
        Schema schema = SchemaBuilder.struct()
                .name("io.debezium.data.SparseDoubleVector")
                .field("dimensions", Schema.INT16_SCHEMA)
                .field(
                        "vector",
                        SchemaBuilder.map(Schema.INT16_SCHEMA, Schema.FLOAT64_SCHEMA)
                                .build())
                .build();
        Struct vector = new Struct(schema).put("dimensions", (short) 5).put("vector", Map.of((short) 1, 0.5));

        assertThat(ValueTypes.of(schema).literal(schema, PgType.of("sparsevec(5)"), vector))
                .isEqualTo("{1:0.5}/5");
        assertThat(ValueTypes.of(schema).columnType(schema)).isEqualTo(TypeKind.JSONB.type());
    }

    @Test
    void rejectsVectorThatPgvectorWouldRound() {
        Schema floats = SchemaBuilder.array(Schema.FLOAT64_SCHEMA).build();
        PgType vector = PgType.of("vector(2)");

        ColumnLimit.check(vector, List.of(), floats, List.of(0.1, -2.0));

        assertThatThrownBy(() -> ColumnLimit.check(vector, List.of(), floats, List.of(0.1, 0.123456789012)))
                .isInstanceOf(UnwritableValueException.class);
    }
}
