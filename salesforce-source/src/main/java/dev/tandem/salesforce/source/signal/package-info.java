/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** Signals: requests to read records again, which arrive by a Kafka topic. */
package dev.tandem.salesforce.source.signal;
