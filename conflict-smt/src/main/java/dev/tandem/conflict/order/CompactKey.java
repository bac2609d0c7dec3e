/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.order;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** The compact key of a remembered row. Keys that differ only in schema or exact number type are equal. */
final class CompactKey {
    private CompactKey() {}

    /** Returns the compact key; null for a record without a key, whose row is unknown. */
    static Object of(Object key) {
        if (key instanceof Struct) {
            Struct struct = (Struct) key;
            List<Field> fields = struct.schema().fields();
            if (fields.size() == 1) {
                return of(struct.get(fields.get(0)));
            }
            List<Object> parts = new ArrayList<>(fields.size());
            for (Field field : fields) {
                parts.add(of(struct.get(field)));
            }
            return parts;
        }
        if (key instanceof BigDecimal) {
            BigDecimal number = ((BigDecimal) key).stripTrailingZeros();
            return number.scale() <= 0 && number.precision() - number.scale() <= 18
                    ? (Object) number.longValueExact()
                    : number;
        }
        if (key instanceof Integer || key instanceof Short || key instanceof Byte) {
            return ((Number) key).longValue();
        }
        return key instanceof byte[] ? ByteBuffer.wrap((byte[]) key) : key;
    }

    /** Returns an estimate of the bytes on the heap. */
    static int weight(Object key) {
        if (key instanceof String) {
            return 56 + ((String) key).length();
        }
        if (key instanceof List) {
            int weight = 48;
            for (Object part : (List<?>) key) {
                weight += weight(part);
            }
            return weight;
        }
        return key instanceof ByteBuffer ? 72 + ((ByteBuffer) key).remaining() : 24;
    }
}
