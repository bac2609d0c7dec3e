/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The position of an object, as Connect stores it. The stored form is versioned and only ever extended. */
package dev.tandem.salesforce.source.offset;
