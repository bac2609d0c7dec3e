/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The way of records from a pipeline to the task's poll: versions, offsets, and the queue. */
package dev.tandem.salesforce.source.emit;
