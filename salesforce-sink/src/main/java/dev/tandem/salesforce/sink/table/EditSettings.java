/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.table;

import dev.tandem.twoway.schema.TwoWayTable.ReadOnlyWrites;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;

/**
 * The settings of the triggers that note local edits.
 *
 * @param validateWrites whether triggers reject what Salesforce would reject
 */
public record EditSettings(ReadOnlyWrites readOnlyWrites, boolean validateWrites, WakeUp wakeUp) {}
