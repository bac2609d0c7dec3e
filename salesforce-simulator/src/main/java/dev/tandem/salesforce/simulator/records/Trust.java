/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

/** The degree to which the writer of a record is trusted. */
public enum Trust {
    /** A user of the API: permissions, required fields, unique values and references are checked. */
    USER,
    /** A test author's data load: read-only fields may be set, and nothing but the types is checked. */
    SYSTEM
}
