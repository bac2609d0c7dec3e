/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;

/** A reader of changes from values of one shape. There is one per value schema. */
public interface Shape {
    /** Reads the change; null if the record does not change a row although its schema looks like it (a logical message). */
    Change read(ConnectRecord<?> record);

    /** Returns the schema of {@link Change#row()}; null for maps. */
    Schema rowSchema();

    /** Returns whether the change is only the image of a write from the other side (see {@code pending.field}). */
    default boolean isEcho(ConnectRecord<?> record, Change change) {
        return false;
    }

    /** Returns whether a placeholder may replace a value that the source did not have. */
    boolean leavesValuesOut();
}
