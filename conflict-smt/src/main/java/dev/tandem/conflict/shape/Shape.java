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
}
