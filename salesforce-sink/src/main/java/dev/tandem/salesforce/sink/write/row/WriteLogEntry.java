/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.row;

import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.value.CanonicalValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An entry of {@code tandem.write_log}, which is written for people.
 *
 * @param message Salesforce's message; null if there is none
 */
public record WriteLogEntry(TwoWayRow row, Request request, State state, String message) {
    /**
     * Returns what Salesforce was last known to have in the fields that an update sent, and in all fields of what a delete was to
     * remove.
     */
    Map<String, CanonicalValue> replaced() {
        Set<String> fields = switch (request.kind()) {
            case CREATE -> Set.of();
            case UPDATE -> request.sent().keySet();
            case DELETE -> row.values().keySet();
        };
        Map<String, CanonicalValue> replaced = new LinkedHashMap<>();
        fields.forEach(field -> replaced.put(field, row.base(field)));
        return replaced;
    }

    /** The outcome of a write. */
    public enum State {
        WRITTEN,
        FAILED,
        /** Salesforce was busy, or the record had changed: it is tried again. */
        RETRIED,
        /** The answer was lost. The record is read later. */
        UNANSWERED
    }
}
