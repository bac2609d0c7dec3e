/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** Metrics of a task, and where they are published. */
package dev.tandem.plugin.metric;
