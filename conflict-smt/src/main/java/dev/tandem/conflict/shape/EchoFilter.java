/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.event.Operation;
import dev.tandem.event.QuietStates;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;

/**
 * The filter that keeps Tandem's own writes out of the way back. In a two-way table, a row image without wishes is an echo of
 * such a write, and so is one whose state says that the row waits for Salesforce or for people. Deletes and truncates of two-way
 * tables are echoes too, because a local delete arrives as an image of {@code tandem.tombstones}. Rows of other tables pass.
 */
final class EchoFilter {
    private final String pendingField;
    private final Access pending;
    private final Access state;
    private final boolean isInSchema;

    private EchoFilter(String pendingField, String stateField, Schema row) {
        this.pendingField = pendingField;
        this.pending = Access.to(row, pendingField);
        this.state = stateField.isEmpty() ? Access.NOTHING : Access.to(row, stateField);
        this.isInSchema = row != null;
    }

    /**
     * Returns the filter; null if none is configured or the rows have no wishes.
     *
     * @param row the schema of the rows; null for maps
     * @param stateField the field with the row's state; empty if no state makes an image an echo
     */
    static EchoFilter of(Schema row, String pendingField, String stateField) {
        boolean isPossible = !pendingField.isEmpty() && (row == null || row.field(pendingField) != null);
        return isPossible ? new EchoFilter(pendingField, stateField, row) : null;
    }

    /**
     * Returns whether the change is an echo.
     *
     * @param image the row after the change or, for a delete, before it; null if there is none
     */
    boolean isEcho(Operation operation, Object image) {
        if (!isTwoWay(image)) {
            return false;
        }
        return operation == Operation.DELETE
                || operation == Operation.TRUNCATE
                || isEmpty(pending.of(image))
                || QuietStates.include(state.of(image));
    }

    private boolean isTwoWay(Object image) {
        return isInSchema || (image instanceof Map && ((Map<?, ?>) image).containsKey(pendingField));
    }

    /** Returns whether there are no wishes. A placeholder is not empty, because it may hide some. */
    private static boolean isEmpty(Object wishes) {
        if (wishes instanceof String) {
            String json = ((String) wishes).strip();
            return json.isEmpty() || json.equals("{}") || json.equals("null");
        }
        return wishes == null || (wishes instanceof Map && ((Map<?, ?>) wishes).isEmpty());
    }
}
