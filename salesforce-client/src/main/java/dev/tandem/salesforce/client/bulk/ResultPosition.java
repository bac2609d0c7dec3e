/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import java.util.Optional;

/**
 * A place in a job's result, valid as long as the job exists: fit to be stored and read from again.
 *
 * @param locator of the page, empty for the first
 * @param row the first row to read, counted from 0 within the page
 */
public record ResultPosition(Optional<String> locator, long row) {
    public static final ResultPosition START = new ResultPosition(Optional.empty(), 0);
}
