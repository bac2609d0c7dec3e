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
 * A read is under way. Its position in the stream was fixed before it began, and does not move until it ends.
 *
 * @param scope which records are read
 * @param job the Bulk job that reads them; empty until there is one, and when it has to be made anew
 * @param rows where reading goes on in the job's result
 * @param began Salesforce's clock when the read began, no later than the job
 */
public record SnapshotOffset(
        Position position, ReadScope scope, Optional<String> job, ResultPosition rows, Instant began, long version)
        implements SourceOffset {

    /** A read that is to begin. */
    public static SnapshotOffset beginning(Position position, ReadScope scope, Instant began, long version) {
        return new SnapshotOffset(position, scope, Optional.empty(), ResultPosition.START, began, version);
    }

    /** The same read, by another job. */
    public SnapshotOffset by(String newJob, Instant jobBegan) {
        return new SnapshotOffset(position, scope, Optional.of(newJob), ResultPosition.START, jobBegan, version);
    }

    /** The same read, up to a row. */
    public SnapshotOffset at(ResultPosition newRows, long newVersion) {
        return new SnapshotOffset(position, scope, job, newRows, began, newVersion);
    }
}
