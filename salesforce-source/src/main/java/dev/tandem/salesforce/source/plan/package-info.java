/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The division of objects over tasks. */
package dev.tandem.salesforce.source.plan;
