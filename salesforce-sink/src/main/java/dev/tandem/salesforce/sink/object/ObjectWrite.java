/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.write.ExternalId;
import dev.tandem.salesforce.client.write.RecordWrite;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A write of one record of a topic.
 *
 * @param id the record's id; empty for new records, and for those that an external id names
 * @param externalId the external id that names the record
 */
record ObjectWrite(
        SinkRecord source,
        SObjectName object,
        ObjectOperation operation,
        Optional<RecordId> id,
        Optional<ExternalId> externalId,
        ObjectNode fields) {

    /** Returns whether the id must be looked up: Salesforce's updates and deletes take nothing else. */
    boolean needsId() {
        return id.isEmpty() && (operation == ObjectOperation.UPDATE || operation == ObjectOperation.DELETE);
    }

    ObjectWrite withId(RecordId found) {
        return new ObjectWrite(source, object, operation, Optional.of(found), externalId, fields);
    }

    /** Returns the text that says which record this is; empty for an insert without an external id. */
    Optional<String> identity() {
        return externalId
                .map(key -> folded(key.value()))
                .or(() -> id.map(RecordId::value))
                .map(name -> object + " " + name);
    }

    /** Returns the fields by which this write refers to parents. */
    Set<String> parentKeys() {
        Set<String> names = new HashSet<>();
        fields.forEach(value -> value.fieldNames().forEachRemaining(names::add));
        return names;
    }

    /** Returns the parents that this write refers to by an external id, as {@link #key} names them. */
    Set<String> references() {
        Set<String> references = new HashSet<>();
        fields.forEach(value -> value.properties()
                .forEach(
                        key -> references.add(named(key.getKey(), key.getValue().asText()))));
        return references;
    }

    /** Returns the name that the record has by a field that may be an external id. */
    Optional<String> key(String field) {
        return externalId
                .filter(key -> key.field().equals(field))
                .map(ExternalId::value)
                .or(() -> Optional.ofNullable(fields.get(field)).map(JsonNode::asText))
                .map(value -> named(field, value));
    }

    private static String named(String field, String value) {
        return field + " " + folded(value);
    }

    /** Returns an external id in lower case, which most do not distinguish. Where one does, such records go into separate calls. */
    private static String folded(String externalId) {
        return externalId.toLowerCase(Locale.ROOT);
    }

    RecordWrite toRecordWrite() {
        return switch (operation) {
            case INSERT -> new RecordWrite.Create(object, fields);
            case UPDATE -> new RecordWrite.Update(object, id.orElseThrow(), fields);
            case UPSERT -> new RecordWrite.Upsert(object, externalId.orElseThrow(), fields);
            case DELETE -> new RecordWrite.Delete(object, id.orElseThrow());
        };
    }
}
