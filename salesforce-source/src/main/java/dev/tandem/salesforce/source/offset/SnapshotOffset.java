/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import dev.tandem.salesforce.client.bulk.ResultPosition;
import java.time.Instant;
import java.util.Optional;

/**
 * The offset of an object whose records are being read. Its position in the stream was fixed before, and stays until the read ends.
 *
 * @param scope the records to read
 * @param job the Bulk job that reads them; empty until there is one, and when there has to be another
 * @param rows the position in the job's result
 * @param began Salesforce's clock when the read began, no later than the job
 */
public record SnapshotOffset(
        Position position, ReadScope scope, Optional<String> job, ResultPosition rows, Instant began, long version)
        implements SourceOffset {

    /** Returns a read that has not begun. It begins after its position. */
    public static SnapshotOffset beginning(Position position, ReadScope scope, long version) {
        return new SnapshotOffset(position, scope, Optional.empty(), ResultPosition.START, position.time(), version);
    }

    /** Returns this read with the time at which it begins. */
    public SnapshotOffset beginningAt(Instant time) {
        return new SnapshotOffset(position, scope, job, rows, time, version);
    }

    /** Returns this read with another job. */
    public SnapshotOffset by(String newJob, Instant jobBegan) {
        return new SnapshotOffset(position, scope, Optional.of(newJob), ResultPosition.START, jobBegan, version);
    }

    @Override
    public SnapshotOffset from(Position newPosition) {
        return new SnapshotOffset(newPosition, scope, job, rows, began, version);
    }

    @Override
    public SnapshotOffset withVersion(long newVersion) {
        return at(rows, newVersion);
    }

    /** Returns this read at a later row. */
    public SnapshotOffset at(ResultPosition newRows, long newVersion) {
        return new SnapshotOffset(position, scope, job, newRows, began, newVersion);
    }
}
