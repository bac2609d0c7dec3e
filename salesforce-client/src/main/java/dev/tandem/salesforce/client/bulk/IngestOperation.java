/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

/** The operation of an ingest job. */
public enum IngestOperation {
    INSERT("insert"),
    UPDATE("update"),
    /** Needs an external id field. */
    UPSERT("upsert"),
    DELETE("delete"),
    /** Bypasses the recycle bin. Needs the permission Bulk API Hard Delete. */
    HARD_DELETE("hardDelete");

    private final String wireName;

    IngestOperation(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
