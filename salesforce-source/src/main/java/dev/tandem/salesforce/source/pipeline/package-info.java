/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * One pipeline per object, each on a thread of its own: position, snapshot, stream. They share the task's streaming session
 * and its queue of records, and nothing else, so one that fails or waits holds up none of the others.
 */
package dev.tandem.salesforce.source.pipeline;
