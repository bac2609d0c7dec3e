/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

/** The counters of one instance of the transform since it was configured. */
public interface TransformMetricsMXBean {
    /** Returns the number of records received. */
    long getRecords();

    /** Returns the number of records without a value. */
    long getTombstones();

    /** Returns the number of records whose value is not a change event. */
    long getUnknownShape();

    /** Returns the number of records that could not be transformed. */
    long getErrors();

    /** Returns the number of changes dropped because all of their fields have newer values. */
    long getDroppedOlder();

    /** Returns the number of changes dropped because of the policies of their fields. */
    long getDroppedPolicy();

    /** Returns the number of row images dropped because they are echoes. */
    long getDroppedEcho();

    /** Returns the number of changes dropped because no included field has changed. */
    long getDroppedUnchanged();

    /** Returns the number of changes that lost some of their fields to newer values. */
    long getPartlyOlder();

    /** Returns the number of changes that lost some of their fields to policies. */
    long getPartlyPolicy();

    /** Returns the estimated size of the memory of last writers, in bytes. */
    long getMemoryBytes();

    /** Returns the number of rows in the memory. */
    long getMemoryRows();

    /** Returns the number of rows removed from the memory to make room. */
    long getEvictedRows();
}
