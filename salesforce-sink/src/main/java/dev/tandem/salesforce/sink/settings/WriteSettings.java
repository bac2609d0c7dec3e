/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.settings;

import dev.tandem.twoway.rule.AnswerRule.OnRejection;
import dev.tandem.twoway.rule.TakeRule;
import java.time.Duration;

/**
 * The settings of the write-back.
 *
 * @param unguardedFrom the number of waiting rows from which {@link WriteGuard#AUTO} sends unguarded batches
 * @param bulkBatchSize the number of rows in a Bulk job, and of waiting rows from which jobs are used; 0 for never
 * @param echoTimeout how long a request waits for its events after its answer
 * @param deadline how long after it was taken Salesforce may still carry out a request
 * @param sweepInterval the time between searches for rows whose wake-up was lost
 * @param describeInterval the time after which an object is described again
 * @param lockTimeout the longest wait for a row that an application holds
 * @param parentWait the longest wait for a parent that Salesforce does not require
 * @param parallelCalls the number of write calls at the same time
 */
public record WriteSettings(
        WriteGuard guard,
        int unguardedFrom,
        int bulkBatchSize,
        OnRejection onRejection,
        Duration echoTimeout,
        Duration deadline,
        Duration sweepInterval,
        Duration describeInterval,
        Duration lockTimeout,
        Duration parentWait,
        int parallelCalls) {
    /** Longer than calls usually take, so that none is settled while it is under way. */
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(10);

    /** Returns the rule by which wishes become requests. */
    public TakeRule takeRule() {
        return new TakeRule(deadline, repeatAfter());
    }

    /** Returns how long a request waits for its answer if it may be repeated sooner than at its deadline. */
    public Duration repeatAfter() {
        Duration wait = echoTimeout.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : echoTimeout;
        return wait.compareTo(deadline) < 0 ? wait : deadline;
    }

    /** A choice between guarded and unguarded writes. */
    public enum WriteGuard {
        ALWAYS,
        AUTO,
        NEVER
    }
}
