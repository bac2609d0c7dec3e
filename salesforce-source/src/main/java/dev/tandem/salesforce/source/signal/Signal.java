/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.signal;

import dev.tandem.salesforce.client.RecordId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A request to read records again.
 *
 * @param reads one for each object that the signal names
 */
public record Signal(List<ObjectRead> reads) {
    /**
     * A part of a signal: one object.
     *
     * @param object the API name
     * @param ids the records to read; empty for all records of the object
     */
    public record ObjectRead(String object, Optional<Set<RecordId>> ids) {}
}
