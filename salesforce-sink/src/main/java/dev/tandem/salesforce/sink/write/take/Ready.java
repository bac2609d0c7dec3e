/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.take;

import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.Taken;
import java.time.Instant;
import java.util.Optional;

/**
 * A request that is to be sent.
 *
 * @param row the row with the request as it was noted
 * @param unmodifiedSince the guard; empty for writes that have none
 */
public record Ready(Taken taken, TwoWayRow row, Optional<Instant> unmodifiedSince) {
    public String key() {
        return row.key();
    }

    public Request request() {
        return row.request();
    }
}
