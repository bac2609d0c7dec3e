/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.streaming;

import java.time.Duration;

/**
 * Salesforce's timeouts of a streaming session.
 *
 * @param hold how long a connect waits for events
 * @param expiry how long a client may take to connect again
 */
public record StreamingTimes(Duration hold, Duration expiry) {
    public static final StreamingTimes SALESFORCE = new StreamingTimes(Duration.ofSeconds(110), Duration.ofSeconds(40));
}
