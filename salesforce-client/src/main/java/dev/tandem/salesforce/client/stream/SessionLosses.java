/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import dev.tandem.salesforce.client.stream.SessionEnd.Remedy;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lost sessions of a stream: how many, and what follows each. Thread-safe. */
final class SessionLosses {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLosses.class);

    private final SessionRetries retries;
    private long count;
    private long pauses;

    SessionLosses(SessionRetries retries) {
        this.retries = retries;
    }

    /** Reports a lost session. Returns the pause before the next one, or empty if there must not be one. */
    synchronized Optional<Duration> add(SessionEnd end) {
        count++;
        pauses += end.remedy() == Remedy.DRAIN ? 1 : 0;
        Optional<Duration> pause = retries.pauseAfter(end);
        if (pause.isEmpty()) {
            LOG.error("Streaming has ended: {}.", end.reason(), end.cause());
            return pause;
        }
        LOG.warn(
                "Streaming session lost: {}. The next one starts in {} ms.",
                end.reason(),
                pause.get().toMillis());
        LOG.debug("The session was lost because of this failure.", end.cause());
        return pause;
    }

    /** Notes that a session has worked. */
    synchronized void noteSuccess() {
        retries.noteSuccess();
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
