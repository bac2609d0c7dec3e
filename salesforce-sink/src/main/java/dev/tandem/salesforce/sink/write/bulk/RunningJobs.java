/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.bulk;

import dev.tandem.salesforce.client.bulk.IngestJob;
import dev.tandem.salesforce.sink.write.take.Ready;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The Bulk jobs of one table that are under way. They go on while the table is prepared again, so what this task knows of them
 * outlives a preparation. Used by one thread.
 */
public final class RunningJobs {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final List<Running> list = new ArrayList<>();
    private final List<BulkJob> ended = new ArrayList<>();
    private boolean known;
    private Instant pausedUntil = Instant.EPOCH;

    /**
     * A job with the time of the next question for its state.
     *
     * @param sent its requests; none if an earlier task has started the job
     * @param locks the ids of the records that Salesforce locks for it
     * @param uploaded the job if it is still to be closed; otherwise null
     */
    record Running(
            BulkJob job, List<Ready> sent, Set<String> locks, IngestJob uploaded, Duration pause, Instant nextPoll) {
        /** Returns a job whose state is to be asked for. If it was never closed, it is aborted then. */
        static Running of(BulkJob job, List<Ready> sent, Set<String> locks, Instant now) {
            return new Running(job, sent, locks, null, FIRST_PAUSE, now);
        }

        boolean isClosed() {
            return uploaded == null;
        }

        Running waiting(IngestJob upload) {
            return new Running(job, sent, locks, upload, pause, nextPoll);
        }

        Running closed(Instant now) {
            return new Running(job, sent, locks, null, pause, now);
        }

        Running polled(Instant now) {
            Duration longer = pause.multipliedBy(3).dividedBy(2);
            Duration next = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
            return new Running(job, sent, locks, null, next, now.plus(pause));
        }
    }

    /** Returns the jobs, the earliest first, to be changed in place. */
    List<Running> list() {
        return list;
    }

    /** Returns the jobs that have ended, and whose results are not all on the rows yet, to be changed in place. */
    List<BulkJob> ended() {
        return ended;
    }

    /** Returns whether the jobs of earlier tasks are among these. */
    boolean areKnown() {
        return known;
    }

    void addEarlier(List<Running> earlier) {
        list.addAll(earlier);
        known = true;
    }

    /** Lets the results of ended jobs be read again: those that are not on the rows were forgotten with the former preparation. */
    void readEndedAgain(Instant now) {
        ended.forEach(job -> list.add(Running.of(job, List.of(), Set.of(), now)));
        ended.clear();
    }

    boolean has(String jobId) {
        return Stream.concat(list.stream().map(Running::job), ended.stream())
                .anyMatch(job -> job.id().equals(jobId));
    }

    /** Lets no job start for a while. */
    void pauseUntil(Instant end) {
        pausedUntil = end;
    }

    boolean isResting(Instant now) {
        return now.isBefore(pausedUntil);
    }
}
