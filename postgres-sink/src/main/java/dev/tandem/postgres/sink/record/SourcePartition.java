/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.postgres.session.TableId;

/** A partition of a topic that leads to a table. */
public record SourcePartition(TableId table, String topic, int partition) {
    /** @param position of the change's record */
    public static SourcePartition of(Change change, RecordPosition position) {
        return new SourcePartition(change.table(), position.topic(), position.partition());
    }
}
