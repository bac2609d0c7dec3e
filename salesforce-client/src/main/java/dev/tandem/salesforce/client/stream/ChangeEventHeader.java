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
 * @param recordIds ids of all changed records; a gap overflow has
 *     {@link dev.tandem.salesforce.client.RecordId#EMPTY}, a field type conversion has a key
 *     prefix and {@code *}, so not every one is an id
 * @param changeTypeName Salesforce's own name, even if {@code changeType} is UNKNOWN
 * @param changeOrigin API, version and client of the writer; empty for system work
 * @param sequenceNumber position within the transaction
 * @param commitTimestamp whole seconds in practice; may differ within a transaction
 * @param changedFields names as in the event ({@code BillingAddress.Street}); empty if the header has no list, as before
 *     API 51, which differs from an empty list
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
