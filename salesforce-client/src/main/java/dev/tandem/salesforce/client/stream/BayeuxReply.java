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
import com.fasterxml.jackson.databind.ObjectReader;
import dev.tandem.salesforce.client.http.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cometd.bayeux.ChannelId;
import org.cometd.bayeux.Message;
import org.cometd.common.HashMapMessage;

/**
 * An answer of the server, parsed once. Events become trees that keep every digit, and meta messages become CometD's type.
 *
 * @param events in the order of the answer
 */
record BayeuxReply(List<Message.Mutable> meta, List<Delivery> events) {
    private static final ObjectReader TREES = Json.MAPPER.reader();

    /**
     * A message on a channel.
     *
     * @param bytes size of the whole message
     * @param problem the reason why {@code data} lacks parts of the message; empty if it is whole
     */
    record Delivery(String channel, JsonNode data, int bytes, String problem) {
        /** Creates a delivery that was read as a whole. */
        Delivery(String channel, JsonNode data, int bytes) {
            this(channel, data, bytes, "");
        }
    }

    /**
     * Parses an array of messages, or a single message. A broken answer yields nothing. A message that exceeds the limits of
     * the parser does not affect the others.
     */
    static BayeuxReply parse(byte[] json) throws IOException {
        try {
            return parseWhole(json);
        } catch (StreamConstraintsException extreme) {
            return ExtremeMessages.parse(json);
        }
    }

    static BayeuxReply parseWhole(byte[] json) throws IOException {
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
                throw new IOException("the answer is not an array of Bayeux messages");
            }
        }
        return reply;
    }

    private void add(JsonParser parser) throws IOException {
        long start = parser.currentTokenLocation().getByteOffset();
        String channel = null;
        JsonNode data = null;
        // Events rarely have other fields, and there are many events.
        Map<String, Object> others = new HashMap<>(0);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals(Message.DATA_FIELD)) {
                data = TREES.readTree(parser);
            } else if (name.equals(Message.CHANNEL_FIELD) && value == JsonToken.VALUE_STRING) {
                channel = parser.getText();
            } else {
                others.put(name, Json.MAPPER.readValue(parser, Object.class));
            }
        }
        if (channel == null) {
            throw new IOException("the answer has a message without a channel");
        }
        if (data != null && !ChannelId.isMeta(channel)) {
            long end = parser.currentLocation().getByteOffset();
            events.add(new Delivery(channel, data, (int) (end - start)));
        } else {
            HashMapMessage message = new HashMapMessage();
            message.putAll(others);
            message.setChannel(channel);
            meta.add(message);
        }
    }
}
