/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

/** The kind of change that one transaction made to a record. */
public enum ChangeKind {
    CREATE,
    UPDATE,
    DELETE,
    UNDELETE
}
