/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.object;

/** An operation on a record of Salesforce. */
public enum ObjectOperation {
    INSERT,
    UPDATE,
    UPSERT,
    DELETE
}
