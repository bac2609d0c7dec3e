/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.Soql;
import java.util.Optional;

/**
 * The object and the operation of an ingest job.
 *
 * @param externalIdField identifies records of an upsert; empty for other operations
 */
public record IngestTarget(SObjectName object, IngestOperation operation, Optional<String> externalIdField) {

    /** Requires an external id field for upserts, and only for them. */
    public IngestTarget {
        externalIdField.ifPresent(Soql::name);
        if ((operation == IngestOperation.UPSERT) != externalIdField.isPresent()) {
            throw new IllegalArgumentException("An upsert, and only an upsert, needs an external id field.");
        }
    }

    /** Returns the target of an upsert. */
    public static IngestTarget upsert(SObjectName object, String externalIdField) {
        return new IngestTarget(object, IngestOperation.UPSERT, Optional.of(externalIdField));
    }

    /** Returns the target of any other operation. */
    public static IngestTarget of(SObjectName object, IngestOperation operation) {
        return new IngestTarget(object, operation, Optional.empty());
    }
}
