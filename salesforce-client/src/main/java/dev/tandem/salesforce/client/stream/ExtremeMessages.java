/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import org.cometd.bayeux.Message;

/**
 * A parser for answers in which a message exceeds the limits of the ordinary one, such as its depth. Each message is parsed by
 * itself, and of one that is too extreme only its place in the channel remains: enough to go on after it.
 */
final class ExtremeMessages {
    private static final JsonMapper UNLIMITED = unlimited();

    private ExtremeMessages() {}

    private static JsonMapper unlimited() {
        JsonMapper mapper = JsonMapper.builder().build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build());
        return mapper;
    }

    static BayeuxReply parse(byte[] json) throws IOException {
        BayeuxReply reply = new BayeuxReply(new ArrayList<>(2), new ArrayList<>());
        try (JsonParser parser = UNLIMITED.createParser(json)) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY) {
                token = parser.nextToken();
            }
            while (token == JsonToken.START_OBJECT) {
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                int end = (int) parser.currentLocation().getByteOffset();
                add(Arrays.copyOfRange(json, start, end), reply);
                token = parser.nextToken();
            }
        }
        return reply;
    }

    private static void add(byte[] message, BayeuxReply reply) throws IOException {
        try {
            BayeuxReply single = BayeuxReply.parseWhole(message);
            reply.meta().addAll(single.meta());
            reply.events().addAll(single.events());
        } catch (StreamConstraintsException | NumberFormatException extreme) {
            String channel = "";
            JsonNode event = MissingNode.getInstance();
            try (JsonParser parser = UNLIMITED.createParser(message)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (name.equals(Message.CHANNEL_FIELD)) {
                        channel = parser.getText();
                    } else if (name.equals(Message.DATA_FIELD)) {
                        event = event(parser);
                    } else {
                        parser.skipChildren();
                    }
                }
            }
            String limit = extreme instanceof StreamConstraintsException constraint
                    ? constraint.getOriginalMessage()
                    : "a number is out of range";
            String problem = "it exceeds a limit of the JSON parser: " + limit;
            BayeuxReply.Delivery delivery = new BayeuxReply.Delivery(
                    channel,
                    event,
                    "",
                    MissingNode.getInstance(),
                    MissingNode.getInstance(),
                    null,
                    message.length,
                    problem);
            reply.events().add(ChannelFamily.of(channel).read(delivery));
        }
    }

    /** Returns the {@code event} of the message's data, which has the replay id. */
    private static JsonNode event(JsonParser parser) throws IOException {
        JsonNode event = MissingNode.getInstance();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return event;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("event")) {
                event = UNLIMITED.readTree(parser);
            } else {
                parser.skipChildren();
            }
        }
        return event;
    }
}
