/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.row;

import dev.tandem.twoway.value.CanonicalValue;

/**
 * A local edit of one field that Salesforce has not confirmed yet. The wished value is the row's.
 *
 * @param time when the edit was made, in µs since the epoch
 * @param base the last value of the field that is known to be Salesforce's
 */
public record Wish(long time, CanonicalValue base) {
    public Wish withBase(CanonicalValue newBase) {
        return new Wish(time, newBase);
    }
}
