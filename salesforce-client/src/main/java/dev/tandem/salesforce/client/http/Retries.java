/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A retry policy for transient failures, with growing and jittered pauses and a time limit. */
public final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    /** Keeps the clients of one org from returning all at once. */
    private static final double JITTER = 0.5;

    private final FailsafeExecutor<Object> executor;

    /** @param atMost bounds the time from the first attempt to the last; shorter than the first pause allows a single attempt */
    public Retries(Duration atMost) {
        RetryPolicyBuilder<Object> policy =
                RetryPolicy.builder().handleIf(Retries::isTransient).withMaxRetries(-1);
        if (atMost.compareTo(FIRST_PAUSE) <= 0) {
            policy.withMaxRetries(0);
        } else {
            policy.withBackoff(FIRST_PAUSE, LONGEST_PAUSE).withJitter(JITTER).withMaxDuration(atMost);
        }
        policy.onRetry(event -> LOG.warn(
                "Trying again (attempt {}) after a failure: {}",
                event.getAttemptCount() + 1,
                event.getLastException().getMessage()));
        this.executor = Failsafe.with(policy.build());
    }

    /** Calls {@code attempt} until it succeeds, fails permanently, or the time is over. */
    public <T> T call(Supplier<T> attempt) {
        try {
            return executor.get(attempt::get);
        } catch (FailsafeException interrupted) {
            Thread.currentThread().interrupt();
            throw new SalesforceException(
                    FailureKind.RETRIABLE, "Interrupted between two attempts of a call to Salesforce.", interrupted);
        }
    }

    private static boolean isTransient(Throwable failure) {
        return failure instanceof SalesforceException known
                && known.kind().isTransient()
                && !Thread.currentThread().isInterrupted();
    }
}
