/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.row;

/** A kind of write to Salesforce. */
public enum RequestKind {
    /** An insert that carries the row's key in the external id field. */
    CREATE,
    UPDATE,
    DELETE
}
