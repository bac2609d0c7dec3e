/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** Where an object stands, as Connect stores it. The stored form is versioned and only ever extended. */
package dev.tandem.salesforce.source.offset;
