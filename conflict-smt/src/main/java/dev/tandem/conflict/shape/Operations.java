/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.event.Operation;
import java.util.HashMap;
import java.util.Map;

/** A lookup like {@link Operation#ofCode} that allocates nothing per record. */
final class Operations {
    private static final Map<Object, Operation> BY_CODE = new HashMap<>();

    static {
        for (Operation operation : Operation.values()) {
            BY_CODE.put(operation.code(), operation);
        }
    }

    private Operations() {}

    /** Returns the operation with this code; null for codes that do not change a row, such as Debezium's {@code m}. */
    static Operation of(Object code) {
        return BY_CODE.get(code);
    }
}
