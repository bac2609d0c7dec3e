/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.row;

/** A kind of write to Salesforce. */
public enum RequestKind {
    /** An upsert by the external id that holds the row's key. */
    CREATE,
    UPDATE,
    DELETE
}
