/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.tandem.salesforce.client.stream.StreamItem.PublishedEvent;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Optional;

/** Readers that turn the {@code data} of a message into an event of a channel that is not of change events. */
enum PublishedEventReader {
    PLATFORM_EVENT("payload", JsonNodeType.OBJECT) {
        @Override
        JsonNode createdDate(JsonNode data) {
            return data.path("payload").path("CreatedDate");
        }
    },
    PUSH_TOPIC("sobject", JsonNodeType.OBJECT),
    GENERIC("payload", JsonNodeType.STRING);

    /** The zone is {@code Z}, and {@code +0000} before API version 37. */
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("[XXX][XX]")
            .toFormatter();

    private final String content;
    private final JsonNodeType contentType;

    PublishedEventReader(String content, JsonNodeType contentType) {
        this.content = content;
        this.contentType = contentType;
    }

    StreamItem read(BayeuxReply.Delivery delivery) {
        JsonNode data = delivery.data();
        JsonNode id = data.path("event").path("replayId");
        Optional<ReplayId> replayId =
                id.isValueNode() && !id.isNull() ? Optional.of(new ReplayId(id.asText())) : Optional.empty();
        Optional<Instant> createdAt = instant(createdDate(data));
        String problem = problem(delivery, replayId, createdAt);
        return problem.isEmpty()
                ? new PublishedEvent(
                        delivery.channel(),
                        data.path("schema").asText(""),
                        replayId.orElseThrow(),
                        data.path("event"),
                        createdAt.orElseThrow(),
                        data.path(content),
                        delivery.bytes())
                : new UnreadableEvent(delivery.channel(), replayId, data, problem);
    }

    JsonNode createdDate(JsonNode data) {
        return data.path("event").path("createdDate");
    }

    private String problem(BayeuxReply.Delivery delivery, Optional<ReplayId> replayId, Optional<Instant> createdAt) {
        if (!delivery.problem().isEmpty()) {
            return delivery.problem();
        }
        if (replayId.isEmpty()) {
            return "it has no replayId";
        }
        if (delivery.data().path(content).getNodeType() != contentType) {
            return "it has no " + content;
        }
        return createdAt.isEmpty() ? "it has no time of creation" : "";
    }

    private static Optional<Instant> instant(JsonNode text) {
        if (text.canConvertToLong()) {
            return Optional.of(Instant.ofEpochMilli(text.longValue()));
        }
        try {
            return text.isTextual() ? Optional.of(DATE_TIME.parse(text.textValue(), Instant::from)) : Optional.empty();
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
