/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/** Debezium's geometric types, for the columns of Postgres itself and of PostGIS. */
final class GeometryTypes {
    private GeometryTypes() {}

    static Map<String, ValueType> all() {
        Map<String, ValueType> types = new HashMap<>();
        types.put("io.debezium.data.geometry.Point", point());
        types.put("io.debezium.data.geometry.Geometry", geometry());
        types.put("io.debezium.data.geometry.Geography", geometry());
        types.put("io.debezium.data.geometry.Circle", ValueType.of(schema -> PgType.of("circle"), (schema, value) -> {
            Struct circle = (Struct) value;
            return "<" + coordinates(circle.getStruct("center")) + "," + circle.getFloat64("radius") + ">";
        }));
        types.put("io.debezium.data.geometry.Line", ValueType.of(schema -> PgType.of("line"), (schema, value) -> {
            Struct line = (Struct) value;
            return "{" + line.getFloat64("a") + "," + line.getFloat64("b") + "," + line.getFloat64("c") + "}";
        }));
        return types;
    }

    private static ValueType point() {
        return ValueType.of(TypeKind.POINT, GeometryTypes::coordinates)
                .asTextOf("geometry", GeometryTypes::hex)
                .asTextOf("geography", GeometryTypes::hex);
    }

    /** Returns the type of well-known binary: kept as it is in a column of bytes, and in the text form of any other column. */
    private static ValueType geometry() {
        return ValueType.of(TypeKind.BYTEA, GeometryTypes::hex)
                .as(Wire.BYTEA, (value, array) -> array.addBytes(((Struct) value).getBytes("wkb")))
                .asText(TypeKind.POINT, value -> shape(value).point())
                .asTextOf("lseg", value -> shape(value).segment())
                .asTextOf("box", value -> shape(value).box())
                .asTextOf("polygon", value -> shape(value).polygon())
                .asTextOf("path", value -> shape(value).path(isClosed((Struct) value)));
    }

    private static String coordinates(Object value) {
        Struct point = (Struct) value;
        return "(" + point.getFloat64("x") + "," + point.getFloat64("y") + ")";
    }

    private static WellKnownBinary shape(Object value) {
        return WellKnownBinary.of(((Struct) value).getBytes("wkb"));
    }

    /** Returns whether the path that the struct is made of was closed, which well-known binary does not say. */
    private static boolean isClosed(Struct geometry) {
        return geometry.schema().field("extensions") != null
                && geometry.getMap("extensions") != null
                && "true".equals(geometry.getMap("extensions").get("closed"));
    }

    /** Returns the text form of PostGIS. */
    private static String hex(Object value) {
        Struct struct = (Struct) value;
        byte[] wkb = struct.getBytes("wkb");
        if (wkb == null) {
            throw new UnwritableValueException(
                    "The point has no well-known binary. Give the column Postgres's type point.");
        }
        Integer srid = struct.getInt32("srid");
        String hex = HexFormat.of().formatHex(wkb);
        return srid == null ? hex : "SRID=" + srid + ";" + hex;
    }
}
