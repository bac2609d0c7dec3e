/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;

/** Reads changes from the values of one shape; made once per value schema. */
public interface Shape {
    /** What the record says; null when it is no change of a row although its schema looks like one (a logical message). */
    Change read(ConnectRecord<?> record);

    /** The schema of {@link Change#row()}; null for maps. */
    Schema rowSchema();

    /** Whether the change is only the image of what was written from the other side (see {@code pending.field}). */
    default boolean isEcho(Change change) {
        return false;
    }

    /** Whether a placeholder may stand for a value that the source did not have. */
    boolean leavesValuesOut();
}
