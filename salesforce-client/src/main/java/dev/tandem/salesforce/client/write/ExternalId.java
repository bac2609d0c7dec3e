/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import dev.tandem.salesforce.client.rest.Soql;

/** A value of an external id field, which identifies a record. */
public record ExternalId(String field, String value) {

    /** Rejects names that are not API names, because the name becomes part of a URL. */
    public ExternalId {
        Soql.name(field);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("The external id " + field + " has no value.");
        }
    }
}
