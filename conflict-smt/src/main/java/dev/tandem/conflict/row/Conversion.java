/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.row;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Schema.Type;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Values;

/** A conversion of a field's values from the type in one schema to the common type. Never called with null. */
@FunctionalInterface
interface Conversion {
    Object convert(Object value);

    /** Returns the conversion between two types; null if values do not change. */
    static Conversion between(Schema from, Schema to) {
        if (from.equals(to)) {
            return null;
        }
        switch (to.type()) {
            case STRUCT:
                if (Numeric.isVariable(to) && !Numeric.isVariable(from)) {
                    return value -> Numeric.convert((Number) value, to);
                }
                StructCopy copy = new StructCopy(from, to);
                return value -> copy.of((Struct) value);
            case ARRAY:
                return array(between(from.valueSchema(), to.valueSchema()));
            case MAP:
                return map(between(from.keySchema(), to.keySchema()), between(from.valueSchema(), to.valueSchema()));
            default:
                return primitive(from, to);
        }
    }

    private static Conversion primitive(Schema from, Schema to) {
        Temporal time = Temporal.of(from);
        Temporal wider = Temporal.of(to);
        if (time != null && wider != null) {
            return time == wider ? null : value -> time.convert(value, wider);
        }
        if (to.type() == Type.STRING) {
            return from.type() == Type.STRING ? null : text(from, time);
        }
        boolean sameDecimal =
                Numeric.isDecimal(from) && Numeric.isDecimal(to) && Numeric.scale(from) == Numeric.scale(to);
        boolean sameNumber = from.type() == to.type() && !Numeric.isDecimal(to);
        return sameDecimal || sameNumber || !Numeric.isNumber(to) ? null : value -> Numeric.convert((Number) value, to);
    }

    /** Returns a conversion to text: ISO-8601 in UTC for times, base64 for bytes, JSON for structs, arrays and maps. */
    private static Conversion text(Schema from, Temporal time) {
        if (time != null) {
            return time::text;
        }
        if (Numeric.isNumber(from)) {
            return Numeric::text;
        }
        if (from.type() == Type.BYTES) {
            return value -> Base64.getEncoder().encodeToString(bytes(value));
        }
        return value -> Values.convertToString(from, value);
    }

    private static byte[] bytes(Object value) {
        if (value instanceof byte[]) {
            return (byte[]) value;
        }
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static Conversion array(Conversion element) {
        if (element == null) {
            return null;
        }
        return value -> {
            List<Object> converted = new ArrayList<>(((List<?>) value).size());
            for (Object each : (List<?>) value) {
                converted.add(convert(element, each));
            }
            return converted;
        };
    }

    private static Conversion map(Conversion key, Conversion entry) {
        if (key == null && entry == null) {
            return null;
        }
        return value -> {
            Map<Object, Object> converted = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((k, v) -> converted.put(convert(key, k), convert(entry, v)));
            return converted;
        };
    }

    static Object convert(Conversion conversion, Object value) {
        return conversion == null || value == null ? value : conversion.convert(value);
    }
}
