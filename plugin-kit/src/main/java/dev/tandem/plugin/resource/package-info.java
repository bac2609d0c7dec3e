/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The lifecycle of what a task opens. */
package dev.tandem.plugin.resource;
