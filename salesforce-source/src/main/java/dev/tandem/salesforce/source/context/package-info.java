/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The parts that the classes of one pipeline share, and those that the pipelines of a task share. */
package dev.tandem.salesforce.source.context;
