/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** Metrics of a running task. */
package dev.tandem.salesforce.source.metrics;
