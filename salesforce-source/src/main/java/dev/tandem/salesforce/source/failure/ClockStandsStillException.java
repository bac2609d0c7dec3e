/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.failure;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.connect.errors.ConnectException;

/** Salesforce's clock does not advance, so nothing can be ordered by it. A cache between worker and Salesforce causes this. */
public final class ClockStandsStillException extends ConnectException {
    private static final long serialVersionUID = 1L;

    public ClockStandsStillException(Instant time, Duration waited) {
        super("Salesforce's clock has shown " + time + " for " + waited.toSeconds()
                + " s. Remove any cache between the worker and Salesforce that repeats the Date header.");
    }
}
