/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.SObjectName;

/**
 * A write of one record. {@code fields} holds JSON values by API name, without the id. A reference may name its target by an
 * external id: {@code {"Account": {"Key__c": "17"}}}.
 */
public sealed interface RecordWrite {

    /** Returns the object that the record belongs to. */
    SObjectName object();

    /** A change of an existing record. */
    record Update(SObjectName object, RecordId id, ObjectNode fields) implements RecordWrite {}

    /** A new record. If the answer is lost, repeating it creates a second record: prefer {@link Upsert}. */
    record Create(SObjectName object, ObjectNode fields) implements RecordWrite {}

    /** A change of the record with this external id, or a new record if there is none. Repeating it is safe. */
    record Upsert(SObjectName object, ExternalId key, ObjectNode fields) implements RecordWrite {}

    /** A deletion, which moves the record to the recycle bin. */
    record Delete(SObjectName object, RecordId id) implements RecordWrite {}
}
