/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a call that writes records.
 *
 * @param outcomes one for each write, in the order of the writes
 * @param serverTime Salesforce's clock, in whole seconds; empty if the call got no answer
 */
public record WriteAnswer(List<Outcome> outcomes, Optional<Instant> serverTime) {}
