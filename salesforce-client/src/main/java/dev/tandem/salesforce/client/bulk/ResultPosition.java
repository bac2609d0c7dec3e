/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import java.util.Optional;

/**
 * A position in a job's result. It stays valid as long as the job exists, so it can be stored.
 *
 * @param locator identifies the page; empty for the first
 * @param row the first row to read, counted from 0 within the page
 */
public record ResultPosition(Optional<String> locator, long row) {
    /** The beginning of a result. */
    public static final ResultPosition START = new ResultPosition(Optional.empty(), 0);
}
