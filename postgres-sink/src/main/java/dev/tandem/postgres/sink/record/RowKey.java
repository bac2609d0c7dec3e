/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Struct;

/**
 * The values of a row's key columns. Equal numbers of different meanings, such as milliseconds and microseconds, are different keys.
 * The order of keys has no meaning of its own: all tasks share it, so that they lock rows in the same order.
 */
public final class RowKey implements Comparable<RowKey> {
    private final Object[] parts;
    private final List<String> meanings;
    private final int hash;

    private RowKey(List<String> meanings, Object[] parts) {
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] instanceof byte[] bytes) {
                parts[i] = ByteBuffer.wrap(bytes);
            } else if (parts[i] instanceof Integer || parts[i] instanceof Short || parts[i] instanceof Byte) {
                // The same number is the same key, even when its type has been widened.
                parts[i] = ((Number) parts[i]).longValue();
            }
        }
        this.parts = parts;
        this.meanings = meanings;
        this.hash = 31 * meanings.hashCode() + Arrays.hashCode(parts);
    }

    /** @param parts not null, none of them null; must not be modified afterwards */
    public static RowKey of(Object... parts) {
        return new RowKey(List.of(), parts);
    }

    /**
     * Returns the key with these values.
     *
     * @param meanings the meanings of the values (see {@link RowShape#keyMeanings()})
     * @param parts not null, none of them null; must not be modified afterwards
     */
    static RowKey withMeanings(List<String> meanings, Object... parts) {
        return new RowKey(meanings, parts);
    }

    public Object part(int index) {
        return parts[index];
    }

    @Override
    public int compareTo(RowKey other) {
        for (int i = 0; i < parts.length; i++) {
            int order = compare(parts[i], other.parts[i]);
            if (order != 0) {
                return order;
            }
        }
        return meanings.toString().compareTo(other.meanings.toString());
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object one, Object other) {
        if (one == null || other == null || one.getClass() != other.getClass()) {
            return className(one).compareTo(className(other));
        }
        if (one instanceof Comparable) {
            return ((Comparable<Object>) one).compareTo(other);
        }
        if (one instanceof byte[] bytes) {
            return Arrays.compare(bytes, (byte[]) other);
        }
        if (one instanceof Struct struct
                && struct.schema().fields().size()
                        == ((Struct) other).schema().fields().size()) {
            for (int i = 0; i < struct.schema().fields().size(); i++) {
                int order = compare(value(struct, i), value((Struct) other, i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }
        return one.toString().compareTo(other.toString());
    }

    private static String className(Object value) {
        return value == null ? "" : value.getClass().getName();
    }

    private static Object value(Struct struct, int index) {
        return struct.get(struct.schema().fields().get(index));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowKey key
                && hash == key.hash
                && meanings.equals(key.meanings)
                && Arrays.equals(parts, key.parts);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
