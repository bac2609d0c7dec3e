/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

/** What one instance of the transform has done since it was configured. */
public interface TransformMetricsMXBean {
    /** Records received. */
    long getRecords();

    /** Records without a value. */
    long getTombstones();

    /** Records whose value is no change event. */
    long getUnknownShape();

    /** Records that could not be transformed. */
    long getErrors();

    /** Changes dropped because all of their fields have newer values. */
    long getDroppedOlder();

    /** Changes dropped because the policies of their fields are against them. */
    long getDroppedPolicy();

    /** Row images dropped because they are echoes. */
    long getDroppedEcho();

    /** Changes dropped because none of the fields that are taken over has changed. */
    long getDroppedUnchanged();

    /** Changes that lost some of their fields to newer values. */
    long getPartlyOlder();

    /** Changes that lost some of their fields to policies. */
    long getPartlyPolicy();

    /** What the memory of newest writers weighs, about, in bytes. */
    long getMemoryBytes();

    /** Rows in the memory. */
    long getMemoryRows();

    /** Rows that left the memory to make room. */
    long getEvictedRows();
}
