/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.tandem.salesforce.client.stream.StreamItem.PublishedEvent;
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
        JsonNode createdDate(BayeuxReply.Delivery delivery) {
            return delivery.payload().path("CreatedDate");
        }
    },
    PUSH_TOPIC("sobject", JsonNodeType.OBJECT) {
        @Override
        JsonNode content(BayeuxReply.Delivery delivery) {
            return delivery.sobject();
        }
    },
    GENERIC("payload", JsonNodeType.STRING);

    /** The zone is {@code Z}, and {@code +0000} before API version 37. */
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("[XXX][XX]")
            .toFormatter();

    private final String contentName;
    private final JsonNodeType contentType;

    PublishedEventReader(String contentName, JsonNodeType contentType) {
        this.contentName = contentName;
        this.contentType = contentType;
    }

    StreamItem read(BayeuxReply.Delivery delivery) {
        Optional<ReplayId> replayId = delivery.replayId();
        Optional<Instant> createdAt = instant(createdDate(delivery));
        String problem = problem(delivery, replayId, createdAt);
        return problem.isEmpty()
                ? new PublishedEvent(
                        delivery.channel(),
                        delivery.schema(),
                        replayId.orElseThrow(),
                        delivery.event(),
                        createdAt.orElseThrow(),
                        content(delivery),
                        delivery.bytes())
                : delivery.unreadable(problem);
    }

    JsonNode createdDate(BayeuxReply.Delivery delivery) {
        return delivery.event().path("createdDate");
    }

    JsonNode content(BayeuxReply.Delivery delivery) {
        return delivery.payload();
    }

    private String problem(BayeuxReply.Delivery delivery, Optional<ReplayId> replayId, Optional<Instant> createdAt) {
        if (!delivery.problem().isEmpty()) {
            return delivery.problem();
        }
        if (replayId.isEmpty()) {
            return "it has no replayId";
        }
        if (content(delivery).getNodeType() != contentType) {
            return "it has no " + contentName;
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
