/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.event.Operation;
import java.util.HashMap;
import java.util.Map;

/** {@link Operation#ofCode} without an object per record. */
final class Operations {
    private static final Map<Object, Operation> BY_CODE = new HashMap<>();

    static {
        for (Operation operation : Operation.values()) {
            BY_CODE.put(operation.code(), operation);
        }
    }

    private Operations() {}

    /** Null for codes that are no change of a row, as Debezium's {@code m}. */
    static Operation of(Object code) {
        return BY_CODE.get(code);
    }
}
