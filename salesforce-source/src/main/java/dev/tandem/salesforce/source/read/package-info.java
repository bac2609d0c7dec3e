/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** Reads of records from Salesforce: all of them, those that changed while no event could be received, or single ones. */
package dev.tandem.salesforce.source.read;
