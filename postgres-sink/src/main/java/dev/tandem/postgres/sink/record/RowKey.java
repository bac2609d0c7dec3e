/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The values of a row's key columns. The order is any total order that all tasks share; they lock rows in it. */
public final class RowKey implements Comparable<RowKey> {
    private final Object[] parts;
    private final int hash;

    /** @param parts not null, nor is any of them; kept, not copied */
    RowKey(Object[] parts) {
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] instanceof byte[] bytes) {
                parts[i] = ByteBuffer.wrap(bytes);
            }
        }
        this.parts = parts;
        this.hash = Arrays.hashCode(parts);
    }

    public Object part(int index) {
        return parts[index];
    }

    @Override
    @SuppressWarnings("unchecked")
    public int compareTo(RowKey other) {
        for (int i = 0; i < parts.length; i++) {
            int order = ((Comparable<Object>) parts[i]).compareTo(other.parts[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowKey key && hash == key.hash && Arrays.equals(parts, key.parts);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
