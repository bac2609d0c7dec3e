/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cometd.bayeux.ChannelId;
import org.cometd.bayeux.Message;
import org.cometd.common.HashMapMessage;

/**
 * A reader of the messages of one answer. Their data become trees that keep every digit, except for the headers of change events: those
 * are the larger part of most events, and are read without a tree.
 */
final class MessageReader {
    private static final ObjectReader TREES = Json.MAPPER.reader();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
    private final BayeuxReply reply;
    private final RepeatedTexts texts = new RepeatedTexts();
    private final HeaderReader headers;
    /** The parts of the {@code data} of the message that is being read. */
    private JsonNode event;

    private String schema;
    private JsonNode payload;
    private JsonNode sobject;
    /** Null if the message has none. */
    private HeaderReader.Header header;

    MessageReader(JsonParser parser, BayeuxReply reply) {
        this.parser = parser;
        this.reply = reply;
        this.headers = new HeaderReader(parser, texts);
    }

    /** Reads the message that begins at the parser's token, and adds it to the reply. */
    void read() throws IOException {
        long start = parser.currentTokenLocation().getByteOffset();
        clear();
        String channel = null;
        boolean hasData = false;
        // Events rarely have other fields, and there are many events.
        Map<String, Object> others = new HashMap<>(0);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals(Message.DATA_FIELD)) {
                readData();
                hasData = true;
            } else if (name.equals(Message.CHANNEL_FIELD) && value == JsonToken.VALUE_STRING) {
                channel = texts.read(parser);
            } else {
                others.put(name, Json.MAPPER.readValue(parser, Object.class));
            }
        }
        if (channel == null) {
            throw new IOException("the answer has a message without a channel");
        }
        if (hasData && !ChannelId.isMeta(channel)) {
            long end = parser.currentLocation().getByteOffset();
            reply.events()
                    .add(item(new BayeuxReply.Delivery(
                            channel, event, schema, payload, sobject, header, (int) (end - start), "")));
        } else {
            HashMapMessage message = new HashMapMessage();
            message.putAll(others);
            message.setChannel(channel);
            reply.meta().add(message);
        }
    }

    private void clear() {
        event = NODES.missingNode();
        schema = "";
        payload = NODES.missingNode();
        sobject = NODES.missingNode();
        header = null;
    }

    /** Makes an item of an event. A defect in that is reported with the event, because another session would get the same one. */
    private static StreamItem item(BayeuxReply.Delivery delivery) {
        try {
            return ChannelFamily.of(delivery.channel()).read(delivery);
        } catch (RuntimeException defect) {
            return new UnreadableEvent(delivery.channel(), Optional.empty(), "it has an unexpected form: " + defect);
        }
    }

    private void readData() throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "event" -> event = node();
                case "schema" -> schema = texts.read(parser);
                case "payload" -> payload = value == JsonToken.START_OBJECT ? payload() : node();
                case "sobject" -> sobject = node();
                default -> parser.skipChildren();
            }
        }
    }

    private ObjectNode payload() throws IOException {
        ObjectNode payload = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals(HeaderReader.FIELD)) {
                header = headers.read();
            } else {
                payload.set(name, node());
            }
        }
        return payload;
    }

    /** Reads a value. Jackson's own reader does the same, but begins at a high price, and most values are short. */
    private JsonNode node() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_NUMBER_INT -> integer();
            case START_OBJECT -> object();
            default -> TREES.readTree(parser);
        };
    }

    private ObjectNode object() throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            object.set(name, node());
        }
        return object;
    }

    private JsonNode integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }
}
