/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import dev.tandem.salesforce.client.stream.ReplayFrom;
import dev.tandem.salesforce.client.stream.ReplayId;
import java.time.Instant;

/** The place in an object's channel from which events are still to be emitted. */
public sealed interface Position {

    /** Returns the position to request from Salesforce. */
    ReplayFrom replayFrom();

    /** Returns a time of Salesforce's clock. No commit before it is missing, unless its transaction took long. */
    Instant time();

    /** A position after an event that was emitted whole. */
    record After(ReplayId replayId, Instant time) implements Position {
        @Override
        public ReplayFrom replayFrom() {
            return ReplayFrom.after(replayId);
        }
    }

    /**
     * A position in time: no event has been emitted yet, and Salesforce gives no replay id without one. The epoch stands for all
     * retained events, however many are gone.
     */
    record Since(Instant time) implements Position {
        @Override
        public ReplayFrom replayFrom() {
            return time.equals(Instant.EPOCH) ? ReplayFrom.earliest() : ReplayFrom.since(time);
        }
    }
}
