/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

/** What an object's pipeline is doing; it alone moves it. Only {@link #SNAPSHOT} and {@link #STREAMING} are ever stored. */
enum PipelinePhase {
    /** Logging in, describing, subscribing. */
    STARTING,
    /** Emitting rows that are read; events wait. */
    SNAPSHOT,
    /** Emitting events. */
    STREAMING,
    /** Stopped for good by a lasting failure, until the task is restarted. */
    FAILED,
    /** The task was stopped. */
    STOPPED
}
