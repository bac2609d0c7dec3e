/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.http.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cometd.bayeux.Message;
import org.cometd.common.HashMapMessage;

/**
 * An answer of the server, parsed once: events become trees that keep every digit, the session's own messages become what
 * CometD works with.
 *
 * @param events in the order of the answer
 */
record BayeuxReply(List<Message.Mutable> meta, List<Delivery> events) {

    /**
     * The {@code data} of a message on a channel.
     *
     * @param bytes of the whole message
     */
    record Delivery(String channel, JsonNode data, int bytes) {}

    /** Takes an array of messages, or a single one. Nothing of a broken answer is used. */
    static BayeuxReply parse(byte[] json) throws IOException {
        BayeuxReply reply = new BayeuxReply(new ArrayList<>(2), new ArrayList<>());
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY) {
                token = parser.nextToken();
            }
            while (token == JsonToken.START_OBJECT) {
                reply.add(parser);
                token = parser.nextToken();
            }
            if (token != JsonToken.END_ARRAY && token != null) {
                throw new IOException("the answer is no array of Bayeux messages");
            }
        }
        return reply;
    }

    private void add(JsonParser parser) throws IOException {
        HashMapMessage message = new HashMapMessage();
        JsonNode data = null;
        long start = parser.currentTokenLocation().getByteOffset();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals(Message.DATA_FIELD)) {
                data = Json.MAPPER.readTree(parser);
            } else {
                message.put(name, Json.MAPPER.readValue(parser, Object.class));
            }
        }
        if (message.getChannel() == null) {
            throw new IOException("the answer has a message without a channel");
        }
        if (data != null && !message.isMeta()) {
            long end = parser.currentLocation().getByteOffset();
            events.add(new Delivery(message.getChannel(), data, (int) (end - start)));
        } else {
            meta.add(message);
        }
    }
}
