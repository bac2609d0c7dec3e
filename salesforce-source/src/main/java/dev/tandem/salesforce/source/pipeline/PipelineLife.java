/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.salesforce.login.FailureAdvice;
import dev.tandem.salesforce.source.failure.Failures;
import dev.tandem.salesforce.source.failure.RetryPause;
import dev.tandem.salesforce.source.feed.ObjectFeed;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a pipeline around its work. Belongs to the pipeline's thread.
 *
 * <p><b>Failure.</b> After a transient failure the pipeline pauses, longer and longer, and begins its work again. Any other
 * failure ends it, since a person has to remove the cause.
 */
final class PipelineLife {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineLife.class);

    private final String source;
    private final ObjectFeed feed;
    private final ObjectMetrics metrics;
    private final FailureListener failures;
    private final RetryPause pause = new RetryPause();

    /** A listener for the failure that has stopped an object or channel. */
    interface FailureListener {
        void reportStopped(String source, RuntimeException failure);
    }

    /** The work of a pipeline, which only ends with a failure or an interrupt. */
    interface Work {
        void run() throws InterruptedException;
    }

    /** @param source the object, or the channel's address */
    PipelineLife(String source, ObjectFeed feed, ObjectMetrics metrics, FailureListener failures) {
        this.source = source;
        this.feed = feed;
        this.metrics = metrics;
        this.failures = failures;
    }

    /**
     * Works until the thread is interrupted, or a failure is permanent.
     *
     * @param progress a number that rises when anything is emitted
     */
    void run(Work work, LongSupplier progress) {
        try {
            while (true) {
                try {
                    work.run();
                } catch (RuntimeException failure) {
                    pauseOrThrow(failure, progress.getAsLong());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            enter(PipelinePhase.STOPPED);
        } catch (RuntimeException failure) {
            stop(failure);
        }
    }

    private void stop(RuntimeException failure) {
        if (Thread.currentThread().isInterrupted()) {
            LOG.debug("{}: stopped during a call.", source, failure);
            enter(PipelinePhase.STOPPED);
        } else {
            metrics.setFailed(FailureAdvice.describe(failure));
            feed.close();
            failures.reportStopped(source, failure);
        }
    }

    /** Pauses after a transient failure, and throws any other. */
    void pauseOrThrow(RuntimeException failure, long progress) throws InterruptedException {
        if (Thread.currentThread().isInterrupted() || !Failures.isTransient(failure)) {
            throw failure;
        }
        Duration time = pause.after(progress);
        metrics.setWaiting(FailureAdvice.describe(failure));
        LOG.error(
                "{} is not being copied at the moment: {} The next attempt starts in {} s.",
                source,
                FailureAdvice.describe(failure),
                time.toSeconds(),
                failure);
        Thread.sleep(time.toMillis());
    }

    void enter(PipelinePhase phase) {
        LOG.info("{}: {}", source, phase);
        metrics.setPhase(phase.name());
    }
}
