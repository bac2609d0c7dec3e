/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** Debezium's geometric types in the columns of Postgres's own. */
class GeometryTest extends ExactTest {
    private static final int LINE_STRING = 2;
    private static final int POLYGON = 3;
    private static final Schema POINT = SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Point")
            .field("x", Schema.FLOAT64_SCHEMA)
            .field("y", Schema.FLOAT64_SCHEMA)
            .field("wkb", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
            .build();
    private static final Schema CIRCLE = SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Circle")
            .field("center", POINT)
            .field("radius", Schema.FLOAT64_SCHEMA)
            .build();
    private static final Schema LINE = SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Line")
            .field("a", Schema.FLOAT64_SCHEMA)
            .field("b", Schema.FLOAT64_SCHEMA)
            .field("c", Schema.FLOAT64_SCHEMA)
            .build();
    private static final Schema GEOMETRY = SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Geometry")
            .field("wkb", Schema.BYTES_SCHEMA)
            .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
            .field(
                    "extensions",
                    SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                            .optional()
                            .build())
            .build();

    private static Struct point() {
        return new Struct(POINT).put("x", 1.5).put("y", -2.0);
    }

    private static Struct geometry(int type, Map<String, String> extensions, double... coordinates) {
        int rings = type == POLYGON ? Integer.BYTES : 0;
        ByteBuffer wkb = ByteBuffer.allocate(9 + rings + coordinates.length * Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 1)
                .putInt(type);
        if (type == POLYGON) {
            wkb.putInt(1);
        }
        wkb.putInt(coordinates.length / 2);
        for (double coordinate : coordinates) {
            wkb.putDouble(coordinate);
        }
        return new Struct(GEOMETRY).put("wkb", wkb.array()).put("extensions", extensions);
    }

    @Test
    void writesShapesToColumnsOfTheirTypes() {
        Struct circle = new Struct(CIRCLE).put("center", point()).put("radius", 3.0);
        Struct line = new Struct(LINE).put("a", -1.0).put("b", 0.0).put("c", 2.0);
        Schema points = SchemaBuilder.array(POINT).build();
        List<Value> values = List.of(
                new Value("point", POINT, point(), "(1.5,-2)"),
                new Value("point[]", points, List.of(point(), point()), "{\"(1.5,-2)\",\"(1.5,-2)\"}"),
                new Value("circle", CIRCLE, circle, "<(1.5,-2),3>"),
                new Value("line", LINE, line, "{-1,0,2}"),
                new Value("lseg", GEOMETRY, geometry(LINE_STRING, null, 0, 0, 0, 1), "[(0,0),(0,1)]"),
                new Value("path", GEOMETRY, geometry(LINE_STRING, null, 0, 0, 0, 1), "[(0,0),(0,1)]"),
                new Value(
                        "path",
                        GEOMETRY,
                        geometry(LINE_STRING, Map.of("closed", "true"), 0, 0, 0, 1, 0, 2),
                        "((0,0),(0,1),(0,2))"),
                new Value("polygon", GEOMETRY, geometry(POLYGON, null, 0, 0, 0, 1, 1, 0, 0, 0), "((0,0),(0,1),(1,0))"),
                new Value("box", GEOMETRY, geometry(POLYGON, null, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1), "(1,1),(0,0)"),
                new Value(
                        "box[]",
                        SchemaBuilder.array(Schema.STRING_SCHEMA).build(),
                        List.of("(1,1),(0,0)", "(2,2),(1,1)"),
                        "{(1,1),(0,0);(2,2),(1,1)}"));

        putEach(values);

        assertAllStored(values);
    }

    @Test
    void rejectsShapesOfOtherForms() {
        Struct segment = geometry(LINE_STRING, null, 0, 0, 0, 1, 0, 2);
        Struct incomplete = new Struct(GEOMETRY).put("wkb", new byte[] {1, 2, 0, 0, 0, 9});
        List<Value> values = List.of(
                new Value("lseg", GEOMETRY, segment, null),
                new Value("polygon", GEOMETRY, segment, null),
                new Value("point", GEOMETRY, segment, null),
                new Value("path", GEOMETRY, incomplete, null));

        putEach(values);

        assertThat(database.rows("SELECT * FROM public.t")).isEmpty();
        assertThat(sink.errors()).hasSameSizeAs(values).allMatch(error -> error.contains("olumn c"));
    }

    @Test
    void createsColumnsOfTheShapes() {
        sink.put(RecordKind.FLAT
                .of("public.t")
                .field("c", CIRCLE)
                .field("l", LINE)
                .row(
                        1,
                        new Struct(CIRCLE).put("center", point()).put("radius", 3.0),
                        new Struct(LINE).put("a", 1.0).put("b", 0.0).put("c", 2.0)));

        assertThat(database.rows("SELECT pg_typeof(c), c, pg_typeof(l), l FROM public.t"))
                .containsExactly("circle|<(1.5,-2),3>|line|{1,0,2}");
    }
}
