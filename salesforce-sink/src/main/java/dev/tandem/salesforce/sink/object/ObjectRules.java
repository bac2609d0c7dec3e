/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.object;

import dev.tandem.salesforce.client.rest.SObjectName;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules by which records become writes.
 *
 * @param objects the object of each topic that has one of its own
 * @param defaultObject the object of all other topics
 * @param overridesEventType whether {@code operation} also holds for records that say what happened to them
 * @param idField the record's field with Salesforce's id
 * @param externalIdField the external id field that names records instead
 * @param fieldNames the fields of Salesforce by those of records, where they differ
 */
public record ObjectRules(
        Map<String, SObjectName> objects,
        Optional<SObjectName> defaultObject,
        ObjectOperation operation,
        boolean overridesEventType,
        String idField,
        Optional<String> externalIdField,
        Map<String, String> fieldNames,
        Set<String> ignoredFields,
        boolean ignoresReferences,
        NullValues nullValues) {

    /** A treatment of records without a value. */
    public enum NullValues {
        IGNORE,
        DELETE,
        FAIL
    }

    /** Returns the object of a topic; empty if none is configured. */
    Optional<SObjectName> objectOf(String topic) {
        return Optional.ofNullable(objects.get(topic)).or(() -> defaultObject);
    }

    /** Returns all objects that records are written to. */
    public Set<SObjectName> allObjects() {
        Set<SObjectName> all = new LinkedHashSet<>(objects.values());
        defaultObject.ifPresent(all::add);
        return all;
    }
}
