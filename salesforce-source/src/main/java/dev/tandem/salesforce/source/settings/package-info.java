/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The connector's options: one record per concern, which defines its keys and reads them. */
package dev.tandem.salesforce.source.settings;
