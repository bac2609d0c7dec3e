/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** The org's clock, which can be set ahead of the one it is driven by, or behind it. */
final class OrgClock extends Clock {
    private final Clock driver;
    private volatile Duration ahead = Duration.ZERO;

    OrgClock(Clock driver) {
        this.driver = driver;
    }

    void setAhead(Duration time) {
        ahead = time;
    }

    @Override
    public Instant instant() {
        return driver.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return driver.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("The org works with instants only.");
    }
}
