/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The {@code ChangeEventHeader} of a change event.
 *
 * @param recordIds of all records that the change was made to; a gap overflow names
 *     {@link dev.tandem.salesforce.client.RecordId#EMPTY}, the conversion of a field's type names a key prefix and
 *     {@code *}, so these are not always ids
 * @param changeTypeName Salesforce's own word, also where {@code changeType} is UNKNOWN
 * @param changeOrigin API, version and client of the writer; empty for work of the system
 * @param sequenceNumber order within the transaction
 * @param commitTimestamp whole seconds in practice; may differ within a transaction
 * @param changedFields names as the event has them ({@code BillingAddress.Street}); empty where the header has no list,
 *     as before API 51, which is not the same as an empty list
 */
public record ChangeEventHeader(
        String entityName,
        List<String> recordIds,
        ChangeType changeType,
        String changeTypeName,
        String changeOrigin,
        String transactionKey,
        long sequenceNumber,
        Instant commitTimestamp,
        long commitNumber,
        String commitUser,
        Optional<List<String>> changedFields) {}
