/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The failures that end a pipeline, and the pause after those that pass by themselves. */
package dev.tandem.salesforce.source.failure;
