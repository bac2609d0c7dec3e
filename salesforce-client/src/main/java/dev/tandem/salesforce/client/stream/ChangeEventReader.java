/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import java.util.Optional;

/** A reader that turns the {@code data} of a message into a change event, and ignores unknown keys. */
final class ChangeEventReader {
    private ChangeEventReader() {}

    static StreamItem read(BayeuxReply.Delivery delivery) {
        if (!delivery.problem().isEmpty()) {
            return delivery.unreadable(delivery.problem());
        }
        if (!(delivery.payload() instanceof ObjectNode payload)) {
            return delivery.unreadable("it has no payload");
        }
        Optional<ReplayId> replayId = delivery.replayId();
        if (replayId.isEmpty()) {
            return delivery.unreadable("it has no replayId");
        }
        HeaderReader.Header header = delivery.header() == null ? HeaderReader.Header.NONE : delivery.header();
        if (!header.problem().isEmpty()) {
            return delivery.unreadable(header.problem());
        }
        return new ChangeEvent(
                delivery.channel(), delivery.schema(), replayId.get(), header.value(), payload, delivery.bytes());
    }
}
