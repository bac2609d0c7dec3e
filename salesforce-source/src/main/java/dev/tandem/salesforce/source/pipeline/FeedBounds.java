/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

/** The number of events that may wait, and their bytes. */
public record FeedBounds(int events, long bytes) {
    /** Returns an equal share for each of so many objects. */
    FeedBounds dividedBy(int objects) {
        return new FeedBounds(Math.max(1, events / objects), bytes / objects);
    }
}
