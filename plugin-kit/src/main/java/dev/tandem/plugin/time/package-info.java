/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** Time within a task. */
package dev.tandem.plugin.time;
