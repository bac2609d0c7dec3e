/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** From Salesforce's values to Connect's: which fields become columns, of which schema, and how each wire form is read. */
package dev.tandem.salesforce.source.mapping;
