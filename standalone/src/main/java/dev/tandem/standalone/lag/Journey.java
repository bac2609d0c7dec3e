/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import dev.tandem.standalone.org.OrgControl.Change;
import java.util.OptionalLong;

/** How far one change has come; the times from its commit are in µs, and empty until it has got there. */
public record Journey(Change change, OptionalLong toTopic, OptionalLong toRow) {}
