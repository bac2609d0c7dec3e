/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.stream.SessionEnd.Remedy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lost sessions of a stream: how many, why, and what follows each. Thread-safe; the caller says what time it is. */
final class SessionLosses {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLosses.class);

    /** The time without a session that has worked after which each further loss is an error. */
    private static final Duration SHORT = Duration.ofMinutes(1);

    private final SessionRetries retries;
    private long count;
    private long pauses;
    private String reason = "";
    private boolean isFailing;
    private long failingSince;

    SessionLosses(SessionRetries retries) {
        this.retries = retries;
    }

    /** Reports a lost session. Returns the pause before the next one, or empty if there must not be one. */
    synchronized Optional<Duration> add(SessionEnd end, long nowNanos) {
        count++;
        pauses += end.remedy() == Remedy.DRAIN ? 1 : 0;
        reason = end.reason();
        if (end.remedy() == Remedy.DRAIN) {
            // Its events did arrive, and the reader may now need any time.
            isFailing = false;
        } else if (!isFailing) {
            isFailing = true;
            failingSince = nowNanos;
        }
        Optional<Duration> pause = retries.pauseAfter(end);
        if (pause.isEmpty()) {
            LOG.error("Streaming has ended: {}.", end.reason(), end.cause());
            return pause;
        }
        long millis = pause.get().toMillis();
        if (isOutage(nowNanos)) {
            LOG.error(
                    "No events have arrived for {} s, and none will arrive until this is fixed: {}. The next streaming session starts in {} ms.",
                    TimeUnit.NANOSECONDS.toSeconds(nowNanos - failingSince),
                    reason,
                    millis);
        } else {
            LOG.warn("Streaming session lost: {}. The next one starts in {} ms.", reason, millis);
        }
        LOG.debug("The session was lost because of this failure.", end.cause());
        return pause;
    }

    /** Notes that a session has worked. */
    synchronized void noteSuccess() {
        retries.noteSuccess();
        isFailing = false;
    }

    /** Notes that events would have arrived in a session, although it had none and did not last. */
    synchronized void noteConnection() {
        isFailing = false;
    }

    /** Returns whether no session has worked for more than a moment. */
    synchronized boolean isOutage(long nowNanos) {
        return isFailing && nowNanos - failingSince >= SHORT.toNanos();
    }

    /** Returns why the last session was lost; empty if none was. */
    synchronized String reason() {
        return reason;
    }

    /** Returns whether the token should be renewed, in case it is the reason although nothing says so. */
    synchronized boolean needsNewToken() {
        return retries.needsNewToken();
    }

    synchronized long count() {
        return count;
    }

    /** Returns how many sessions were closed because the reader was too slow. */
    synchronized long pauses() {
        return pauses;
    }
}
