/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.TwoWayRow;

/**
 * An entry of {@code tandem.write_log}, which is written for people.
 *
 * @param message Salesforce's message; null if there is none
 */
record WriteLogEntry(TwoWayRow row, Request request, State state, String message) {
    /** The outcome of a write. */
    enum State {
        WRITTEN,
        FAILED,
        /** Salesforce was busy, or the record had changed: it is tried again. */
        RETRIED,
        /** The answer was lost. The record is read later. */
        UNANSWERED
    }
}
