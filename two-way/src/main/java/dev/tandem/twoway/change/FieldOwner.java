/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.change;

/** A side that decides the value of a field. */
public enum FieldOwner {
    /** No side owns the field: the later of two edits wins. */
    LAST_WRITER,
    /** A change from Salesforce beats any edit in Postgres, and triggers answer new edits as read-only. */
    SALESFORCE,
    /** The value in Postgres stays, and what others write in Salesforce is overwritten there. */
    POSTGRES
}
