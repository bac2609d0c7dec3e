/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

/** The maximum number of events that may wait, and of their bytes. */
public record FeedBounds(int events, long bytes) {
    /** Returns one of so many equal parts. */
    FeedBounds dividedBy(int parts) {
        return new FeedBounds(Math.max(1, events / parts), bytes / parts);
    }
}
