/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A describe result: the object and its fields, as far as this user may see them.
 *
 * @param asOf Salesforce's clock when the result was read
 */
public record SObjectDescription(
        SObjectName name,
        String label,
        Optional<String> keyPrefix,
        boolean custom,
        boolean queryable,
        boolean retrieveable,
        boolean createable,
        boolean updateable,
        boolean deletable,
        boolean replicateable,
        Map<String, FieldDescription> fieldsByName,
        Instant asOf) {

    /** @param fieldsByName in the order of the describe, which is kept */
    public SObjectDescription {
        fieldsByName = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fieldsByName));
    }

    /** Returns whether ids still begin as before. Those of an object that is deleted and created again do not. */
    public boolean isSameObjectAs(SObjectDescription other) {
        return keyPrefix.isEmpty() || other.keyPrefix.isEmpty() || keyPrefix.equals(other.keyPrefix);
    }

    /** Returns the fields in the order of the describe. */
    public List<FieldDescription> fields() {
        return List.copyOf(fieldsByName.values());
    }

    public Optional<FieldDescription> field(String fieldName) {
        return Optional.ofNullable(fieldsByName.get(fieldName));
    }
}
