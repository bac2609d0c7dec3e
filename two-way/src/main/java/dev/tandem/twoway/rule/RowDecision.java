/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.rule;

import dev.tandem.twoway.conflict.LostValue;
import dev.tandem.twoway.row.TwoWayRow;
import java.util.List;

/**
 * The outcome of a rule for one row, to be written in the transaction that holds the row's lock.
 *
 * @param row the row as it is now; its last state if it is removed
 * @param lost the values that lost, for the conflict log
 * @param followUps what else must happen
 */
public record RowDecision(TwoWayRow row, List<LostValue> lost, FollowUps followUps) {
    /**
     * The consequences of a decision outside its row.
     *
     * @param removesRow true if neither row nor tombstone is needed any more
     * @param wakesWriteBack true if the write-back must look at the row again
     * @param needsRead true if the record must be read again, because the row lacks something that no event will bring
     */
    public record FollowUps(boolean removesRow, boolean wakesWriteBack, boolean needsRead) {
        static final FollowUps NONE = new FollowUps(false, false, false);
        static final FollowUps WAKE = new FollowUps(false, true, false);
        static final FollowUps READ = new FollowUps(false, false, true);
        static final FollowUps REMOVE = new FollowUps(true, false, false);
    }

    public RowDecision {
        lost = List.copyOf(lost);
    }

    static RowDecision unchanged(TwoWayRow row) {
        return new RowDecision(row, List.of(), FollowUps.NONE);
    }

    /** Returns a decision that closes the request and wakes the write-back if wishes are left. */
    static RowDecision closed(TwoWayRow row, List<LostValue> lost) {
        return new RowDecision(row, lost, row.hasWishes() ? FollowUps.WAKE : FollowUps.NONE);
    }

    public boolean removesRow() {
        return followUps.removesRow();
    }

    public boolean wakesWriteBack() {
        return followUps.wakesWriteBack();
    }

    public boolean needsRead() {
        return followUps.needsRead();
    }
}
