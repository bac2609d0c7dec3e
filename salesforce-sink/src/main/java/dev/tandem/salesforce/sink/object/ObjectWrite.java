/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.write.ExternalId;
import dev.tandem.salesforce.client.write.RecordWrite;
import java.util.Optional;
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

    /** Returns the text that says which record this is; empty for an insert. Two writes of one record are never in one call. */
    String identity() {
        return id.map(RecordId::value)
                .or(() -> externalId.map(ExternalId::value))
                .orElse("");
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
