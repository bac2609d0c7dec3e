/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.wake;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The health of the replication slot through which Debezium reads local edits. It follows from what Postgres says of the slot. Pure. */
final class SlotHealth {
    /** Longer than Debezium takes to start again. */
    static final Duration GRACE = Duration.ofMinutes(1);

    static final Duration STUCK_AFTER = Duration.ofMinutes(10);

    /** The failed looks in a row after which no one can say that edits arrive. */
    private static final int FAILED_LOOKS = 3;

    private int failedLooks;
    private Optional<Problem> problem = Optional.empty();
    /** The time since which there has been some problem, if there is one. */
    private Instant since = Instant.EPOCH;

    private long confirmed = -1;
    private long end = -1;
    /** The process that read the slot at the last look, or 0. */
    private int reader;
    /** True after the write-ahead log has become shorter, as by a restore, until Debezium reads on in it. */
    private boolean isShortened;

    private Instant confirmedAt = Instant.EPOCH;

    /**
     * A line of {@code pg_replication_slots}.
     *
     * @param reader the server process that sends the slot's changes to Debezium, or 0 if there is none
     * @param confirmed the position up to which Debezium has confirmed the write-ahead log
     * @param end the end of the write-ahead log on disk, which a crash does not take back
     */
    record Reading(boolean isLost, int reader, long confirmed, long end) {}

    /** A reason why edits do not reach Debezium. */
    enum Problem {
        MISSING(
                "does not exist",
                "Start Debezium's connector, which creates it. If its slot has another name, set replication.slot here"),
        LOST("was invalidated (see max_slot_wal_keep_size), so Debezium cannot read it", "Replace it"),
        AHEAD(
                "or Debezium is ahead of the write-ahead log, as after a restore of the database",
                "Replace it, with reset offsets"),
        UNREAD("is not read by anyone", "See that Debezium's connector and its task are running"),
        STUCK(
                "is read, but nothing was confirmed for ten minutes, though the write-ahead log has grown",
                "After a restore of the database, replace it, with reset offsets. On a quiet database, set heartbeat.interval.ms and"
                        + " heartbeat.action.query of Debezium's connector");

        private final String text;
        private final String remedy;

        Problem(String text, String remedy) {
            this.text = text;
            this.remedy = remedy;
        }

        String text() {
            return text;
        }

        String remedy() {
            return remedy;
        }
    }

    /** Notes what Postgres says of the slot now; empty if there is none. */
    void add(Optional<Reading> reading, Instant now) {
        Optional<Problem> found = reading.isEmpty() ? missing() : problem(reading.get(), now);
        if (problem.isEmpty()) {
            since = now;
        }
        problem = found;
        failedLooks = 0;
    }

    /** Notes that a look at the slot has failed. */
    void addFailure() {
        failedLooks++;
    }

    private Optional<Problem> missing() {
        confirmed = -1;
        reader = 0;
        return Optional.of(Problem.MISSING);
    }

    private Optional<Problem> problem(Reading slot, Instant now) {
        // While a process reads the slot, Debezium cannot advance it. When it starts, it may
        // (offset.mismatch.strategy),
        // without having read anything.
        boolean isReadOn = slot.confirmed > confirmed && slot.reader != 0 && slot.reader == reader;
        isShortened = slot.end < end || (isShortened && !isReadOn);
        if (isReadOn || confirmed < 0) {
            confirmedAt = now;
        }
        end = slot.end;
        confirmed = slot.confirmed;
        reader = slot.reader;
        if (slot.isLost) {
            return Optional.of(Problem.LOST);
        } else if (slot.confirmed > slot.end || isShortened) {
            return Optional.of(Problem.AHEAD);
        } else if (slot.reader == 0) {
            return Optional.of(Problem.UNREAD);
        }
        boolean isStuck = slot.confirmed < slot.end && !now.isBefore(confirmedAt.plus(STUCK_AFTER));
        return isStuck ? Optional.of(Problem.STUCK) : Optional.empty();
    }

    /** Returns whether there is a problem, which may pass by itself, or may be one that no look can find. */
    boolean isDoubtful() {
        return problem.isPresent() || isUnknown();
    }

    /** Returns whether several looks in a row have failed. */
    boolean isUnknown() {
        return failedLooks >= FAILED_LOOKS;
    }

    /** Returns the problem that people must know of; empty if there is none, or only a recent one. */
    Optional<Problem> lasting(Instant now) {
        return problem.filter(
                found -> found == Problem.LOST || found == Problem.STUCK || !now.isBefore(since.plus(GRACE)));
    }
}
