/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.Taken;

/**
 * A request with Salesforce's answer.
 *
 * @param sent the row with the request as it was sent
 */
public record Answered(Taken taken, TwoWayRow sent, Outcome outcome) {
    String key() {
        return sent.key();
    }

    Request request() {
        return sent.request();
    }
}
