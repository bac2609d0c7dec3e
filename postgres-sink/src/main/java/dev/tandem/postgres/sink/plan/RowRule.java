/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import java.util.List;
import java.util.Optional;

/**
 * A rule that decides which changes of a history apply to a row. {@link VersionRule} guards the row as a whole, and serves the
 * set-based statements. {@link FieldRule} decides field by field, and {@link InsertRule} leaves
 * rows that exist as they are. All take the same histories and states, and answer with a {@link RowWrite}. Pure.
 */
public sealed interface RowRule permits VersionRule, InsertRule, FieldRule {
    /**
     * Returns whether the row can be written unread. Then {@link #decideUnread} does to any row what all the changes do, because the
     * statement compares versions. If not, the row must be locked and read first.
     */
    boolean isUnconditional(RowHistory history);

    /** Returns the write of an unconditional history, whose row is not read. */
    default RowWrite decideUnread(RowHistory history) {
        return RowWrite.ofLast(history);
    }

    /** Applies the changes one after the other to a row in that state, and returns what is to be written in the end, if anything. */
    Optional<RowWrite> decide(RowHistory history, RowState before);

    /** Returns what the changes and a row of another origin lose to each other. */
    List<FieldLoss> losses(RowHistory history, RowState before);
}
