/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.salesforce.sink.table.TableDefinition;
import java.time.Duration;
import java.time.Instant;

/** The health of one table of a write-back: whether it is up to date, pauses after a failure, or is stopped. Pure. */
final class TableHealth {
    /** The table as it was when it was prepared; null before. */
    private TableDefinition definition;

    private Instant describedAt = Instant.EPOCH;
    private Instant preparedAgainAt = Instant.EPOCH;
    private boolean outdated;
    /** The end of a pause after a transient failure; null if the table does not pause. */
    private Instant pauseEnd;

    private boolean stopped;
    private boolean missing;

    /** Notes that the table was prepared, and its object described. */
    void markPrepared(TableDefinition found, Instant now) {
        definition = found;
        describedAt = now;
        outdated = false;
        missing = false;
    }

    /** Notes that the table does not exist, and returns whether that is news. */
    boolean markMissing() {
        boolean isNews = !missing;
        missing = true;
        return isNews;
    }

    /** Notes that the table will be prepared again because it has failed. */
    void markFailed(Instant now) {
        preparedAgainAt = now;
        outdated = false;
    }

    /** Returns whether the table is no longer as it was when it was prepared. */
    boolean hasChanged(TableDefinition found) {
        return !found.equals(definition);
    }

    /** Returns whether the object was described so long ago that it is to be described again. */
    boolean isDescriptionOld(Instant now, Duration interval) {
        return !describedAt.plus(interval).isAfter(now);
    }

    /** Returns whether the table was prepared again lately, which has not helped. */
    boolean wasPreparedAgain(Instant now, Duration interval) {
        return !preparedAgainAt.plus(interval).isBefore(now);
    }

    /** Makes the table take no more edits until it is prepared again. */
    void markOutdated() {
        outdated = true;
    }

    boolean isOutdated() {
        return outdated;
    }

    void pauseUntil(Instant end) {
        pauseEnd = end;
    }

    boolean isPausing() {
        return pauseEnd != null;
    }

    boolean isPauseOver(Instant now) {
        return pauseEnd != null && !now.isBefore(pauseEnd);
    }

    void endPause() {
        pauseEnd = null;
    }

    void stop() {
        stopped = true;
        outdated = false;
    }

    void resume() {
        stopped = false;
    }

    boolean isStopped() {
        return stopped;
    }
}
