/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The way of events from the task's one session to the pipeline of their object, and the memory that they may take while they wait. */
package dev.tandem.salesforce.source.feed;
