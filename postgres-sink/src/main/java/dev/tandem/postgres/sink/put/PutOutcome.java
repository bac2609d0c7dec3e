/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.put;

import dev.tandem.postgres.sink.record.RejectedRecord;
import java.util.List;

/**
 * The outcome of writing a put.
 *
 * @param rejected the records that were rejected
 * @param isFinished whether all others are durable. If not, the time for it was over, and the others are to be written again
 */
public record PutOutcome(List<RejectedRecord> rejected, boolean isFinished) {
    /** The outcome of a put without records. */
    public static final PutOutcome NOTHING = new PutOutcome(List.of(), true);

    /** Returns whether every record is durable. */
    public boolean isDurable() {
        return isFinished && rejected.isEmpty();
    }
}
