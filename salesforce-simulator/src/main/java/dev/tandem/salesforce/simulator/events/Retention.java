/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.events;

import java.time.Duration;

/** The bounds on events that are kept for replay; the first one that is met applies. */
public record Retention(int events, Duration age) {}
