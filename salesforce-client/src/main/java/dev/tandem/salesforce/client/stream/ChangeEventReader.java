/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import java.util.Optional;

/** A reader that turns the {@code data} of a message into a change event, and ignores unknown keys. */
final class ChangeEventReader {
    private ChangeEventReader() {}

    static StreamItem read(BayeuxReply.Delivery delivery) {
        String channel = delivery.channel();
        JsonNode data = delivery.data();
        JsonNode id = data.path("event").path("replayId");
        Optional<ReplayId> replayId =
                id.isValueNode() && !id.isNull() ? Optional.of(new ReplayId(id.asText())) : Optional.empty();
        if (!delivery.problem().isEmpty()) {
            return new UnreadableEvent(channel, replayId, data, delivery.problem());
        }
        if (!(data.path("payload") instanceof ObjectNode payload)) {
            return new UnreadableEvent(channel, replayId, data, "it has no payload");
        }
        HeaderReader.Header header = delivery.header() == null ? HeaderReader.Header.NONE : delivery.header();
        String problem = replayId.isEmpty() ? "it has no replayId" : header.problem();
        if (!problem.isEmpty()) {
            return new UnreadableEvent(channel, replayId, data, problem);
        }
        return new ChangeEvent(
                channel, data.path("schema").asText(), replayId.get(), header.value(), payload, delivery.bytes());
    }
}
