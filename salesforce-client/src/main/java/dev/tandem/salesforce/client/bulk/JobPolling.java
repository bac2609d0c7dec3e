/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import java.time.Duration;
import java.util.function.Supplier;

/** The polling of a job, which is less and less frequent: each question is an API call. */
final class JobPolling {
    /** Suits a job of a few rows. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    /** Suits a job of hours. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private JobPolling() {}

    /** A job in some state. */
    interface Job {
        String id();

        JobState state();
    }

    /** Asks until the job is in a final state or {@code atMost} has passed, and returns it as last seen. */
    static <J extends Job> J await(Supplier<J> status, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            J job = status.get();
            if (job.state().isFinal() || System.nanoTime() + pause.toNanos() > deadline) {
                return job;
            }
            Thread.sleep(pause.toMillis());
            Duration longer = pause.multipliedBy(3).dividedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
    }
}
