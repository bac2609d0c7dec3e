/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

/**
 * A change event as the source wrote it to its topic.
 *
 * @param version what orders it among the changes of its object
 * @param times µs since the epoch
 */
record TopicRecord(String object, String id, long replayId, long version, Times times, Place place) {
    /**
     * The times of a record, by the worker's clock.
     *
     * @param emittedAt when the source created it
     * @param sentAt when the worker handed it to its producer
     */
    record Times(long emittedAt, long sentAt) {}

    /** The place of a record in its topic. */
    record Place(int partition, long offset) {}

    long writtenAt() {
        return times.sentAt();
    }
}
