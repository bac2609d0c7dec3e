/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The fields of an object or channel, kept in step with Salesforce while its events arrive. */
package dev.tandem.salesforce.source.schema;
