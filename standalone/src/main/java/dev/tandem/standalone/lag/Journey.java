/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import dev.tandem.salesforce.simulator.OrgControl.Change;
import java.util.OptionalLong;

/** The progress of one change. Times are in µs since its commit, and empty until it arrives. */
public record Journey(Change change, OptionalLong toTopic, OptionalLong toRow) {}
