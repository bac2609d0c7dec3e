/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** What operators see of a running task, over JMX. */
package dev.tandem.salesforce.source.metrics;
