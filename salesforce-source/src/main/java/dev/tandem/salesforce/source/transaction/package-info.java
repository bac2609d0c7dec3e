/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** Transactions of Salesforce as transactions of Kafka, where the worker lets the connector define them. */
package dev.tandem.salesforce.source.transaction;
