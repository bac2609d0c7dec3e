/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** Options of a plugin: how they are defined, read, and checked. */
package dev.tandem.plugin.option;
