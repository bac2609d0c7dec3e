/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A watch for a worker that no longer asks for records. Connect repeats some failures of its producer for ever, while the task's status
 * says RUNNING. Pure.
 */
final class WorkerWatch {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private boolean reported;

    /**
     * Returns what there is to report, once when the worker stands still.
     *
     * @param idle the time since the worker has last asked for records
     * @param topics those of the records that it has taken since
     */
    Optional<String> report(Duration idle, Supplier<Set<String>> topics) {
        boolean isStill = idle.compareTo(PATIENCE) > 0;
        boolean isNew = isStill && !reported;
        reported = isStill;
        return isNew ? Optional.of(describe(idle, topics.get())) : Optional.empty();
    }

    private static String describe(Duration idle, Set<String> topics) {
        return "Connect has asked for no records for " + idle.toSeconds()
                + " s. The connector is paused, or Kafka does not take the last records"
                + (topics.isEmpty() ? "" : ", which are for " + topics)
                + ". The worker's log says why: a topic may be missing while the cluster creates none, or a broker"
                + " may not answer. Nothing is lost, and all objects of the task wait.";
    }
}
