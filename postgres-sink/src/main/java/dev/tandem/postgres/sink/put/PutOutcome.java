/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.put;

import dev.tandem.postgres.sink.record.RejectedRecord;
import dev.tandem.postgres.sink.stop.HeldTable;
import java.util.List;

/**
 * The outcome of writing a put.
 *
 * @param rejected the records that were rejected
 * @param isFinished whether all others are durable or held. If not, the time for it was over, and the others are to be written again
 * @param held the records that come again, because their tables cannot be written now
 */
public record PutOutcome(List<RejectedRecord> rejected, boolean isFinished, List<HeldTable> held) {
    /** The outcome of a put without records. */
    public static final PutOutcome NOTHING = new PutOutcome(List.of(), true, List.of());

    /** Returns whether every record is durable. */
    public boolean isDurable() {
        return isFinished && rejected.isEmpty() && held.isEmpty();
    }
}
