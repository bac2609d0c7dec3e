/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

/** What happened to a record in one transaction. */
public enum ChangeKind {
    CREATE,
    UPDATE,
    DELETE,
    UNDELETE
}
