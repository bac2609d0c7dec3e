/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A point, a line or a polygon of one ring in well-known binary, as the text of one of Postgres's own geometric types.
 *
 * @param points each as text
 */
record WellKnownBinary(int kind, List<String> points) {
    private static final int POINT = 1;
    private static final int LINE = 2;
    private static final int POLYGON = 3;
    /** Set in PostGIS's own form if an id of the reference system follows. */
    private static final int HAS_SRID = 0x2000_0000;

    private static final int BYTES_A_POINT = 16;
    private static final int POINTS_OF_SEGMENT = 2;
    private static final int POINTS_OF_BOX = 5;

    static WellKnownBinary of(byte[] bytes) {
        try {
            return read(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException incomplete) {
            throw new UnwritableValueException("The well-known binary is not complete.");
        }
    }

    private static WellKnownBinary read(ByteBuffer bytes) {
        bytes.order(bytes.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int type = bytes.getInt();
        if ((type & HAS_SRID) != 0) {
            bytes.getInt();
        }
        int kind = type & ~HAS_SRID;
        boolean isOneRing = kind != POLYGON || bytes.getInt() == 1;
        if (kind < POINT || kind > POLYGON || !isOneRing) {
            throw unfit();
        }
        int count = kind == POINT ? 1 : bytes.getInt();
        if (count < 0 || count > bytes.remaining() / BYTES_A_POINT) {
            throw new BufferUnderflowException();
        }
        List<String> points = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            points.add("(" + bytes.getDouble() + "," + bytes.getDouble() + ")");
        }
        return new WellKnownBinary(kind, points);
    }

    private static UnwritableValueException unfit() {
        return new UnwritableValueException(
                "The geometry has another form than the column. Give the column the type of the source, bytea, or PostGIS's geometry.");
    }

    private List<String> points(int wanted) {
        if (kind != wanted) {
            throw unfit();
        }
        return points;
    }

    private static String joined(List<String> points) {
        return points.stream().collect(Collectors.joining(","));
    }

    String point() {
        return joined(points(POINT));
    }

    String segment() {
        if (points(LINE).size() != POINTS_OF_SEGMENT) {
            throw unfit();
        }
        return "[" + joined(points) + "]";
    }

    /** Returns the box between two corners that are opposite in the ring. */
    String box() {
        if (points(POLYGON).size() != POINTS_OF_BOX) {
            throw unfit();
        }
        return points.get(0) + "," + points.get(2);
    }

    /** Returns the polygon without the last point of its ring, which is the first again. */
    String polygon() {
        List<String> ring = points(POLYGON);
        return "(" + joined(ring.subList(0, Math.max(1, ring.size() - 1))) + ")";
    }

    String path(boolean isClosed) {
        return isClosed ? "(" + joined(points(LINE)) + ")" : "[" + joined(points(LINE)) + "]";
    }
}
