/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The age of the edits that are pending, as metrics. */
package dev.tandem.salesforce.sink.pending;
