/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** How objects are divided over tasks. */
package dev.tandem.salesforce.source.plan;
