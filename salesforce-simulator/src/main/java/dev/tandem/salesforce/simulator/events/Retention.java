/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.events;

import java.time.Duration;

/** How long events are kept for replay: whichever bound is met first. */
public record Retention(int events, Duration age) {}
