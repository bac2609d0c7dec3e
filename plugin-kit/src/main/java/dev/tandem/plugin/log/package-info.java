/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The log, where all plugins do alike. */
package dev.tandem.plugin.log;
