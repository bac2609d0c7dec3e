/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

/** The present work of an object's pipeline. Only {@link #SNAPSHOT} and {@link #STREAMING} are ever stored. */
enum PipelinePhase {
    /** Logging in, describing, subscribing. */
    STARTING,
    /** Emitting rows that are read; events wait. */
    SNAPSHOT,
    /** Emitting events. */
    STREAMING,
    /** Polling for records that were modified. */
    POLLING,
    /** Pausing after a transient failure. */
    WAITING,
    /** Stopped by a permanent failure, until the task is restarted. */
    FAILED,
    /** The task was stopped. */
    STOPPED
}
