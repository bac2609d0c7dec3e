/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import java.time.Instant;
import java.util.List;

/** A finished transaction: its changes in the order in which the records were first touched. */
public record Commit(Caller caller, Instant at, List<RecordChange> changes) {}
