/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cometd.bayeux.Message;

/**
 * An answer of the server, parsed once. Events become items as soon as they are parsed, while they are in the processor's caches. Their
 * values keep every digit. Meta messages become CometD's type.
 *
 * @param events in the order of the answer
 */
record BayeuxReply(List<Message.Mutable> meta, List<StreamItem> events) {
    /**
     * A message on a channel, of which its family makes an item. What its {@code data} does not have is a missing node.
     *
     * @param event facts about the event, such as its {@code replayId}
     * @param schema empty if there is none
     * @param payload without the header of a change event
     * @param sobject the record of a PushTopic's event
     * @param header null if there is none, as in all but change events
     * @param bytes size of the whole message
     * @param problem the reason why {@code data} lacks parts of the message; empty if it is whole
     */
    record Delivery(
            String channel,
            JsonNode event,
            String schema,
            JsonNode payload,
            JsonNode sobject,
            HeaderReader.Header header,
            int bytes,
            String problem) {

        /** Returns empty if the message has none. */
        Optional<ReplayId> replayId() {
            JsonNode id = event.path("replayId");
            return id.isValueNode() && !id.isNull() ? Optional.of(new ReplayId(id.asText())) : Optional.empty();
        }

        /** Returns what stands for the message if it cannot be read. */
        UnreadableEvent unreadable(String reason) {
            return new UnreadableEvent(channel, replayId(), reason);
        }
    }

    /**
     * Parses an array of messages, or a single message. A broken answer yields nothing. A message that exceeds the limits of
     * the parser does not affect the others.
     */
    static BayeuxReply parse(byte[] json) throws IOException {
        try {
            return parseWhole(json);
        } catch (StreamConstraintsException | NumberFormatException extreme) {
            return ExtremeMessages.parse(json);
        }
    }

    static BayeuxReply parseWhole(byte[] json) throws IOException {
        BayeuxReply reply = new BayeuxReply(new ArrayList<>(2), new ArrayList<>());
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            MessageReader messages = new MessageReader(parser, reply);
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY) {
                token = parser.nextToken();
            }
            while (token == JsonToken.START_OBJECT) {
                messages.read();
                token = parser.nextToken();
            }
            if (token != JsonToken.END_ARRAY && token != null) {
                throw new IOException("the answer is not an array of Bayeux messages");
            }
        }
        return reply;
    }
}
