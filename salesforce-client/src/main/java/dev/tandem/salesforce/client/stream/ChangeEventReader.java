/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.client.stream.StreamItem.UnreadableEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A reader that turns the {@code data} of a message into a change event, and ignores unknown keys. */
final class ChangeEventReader {
    private static final String HEADER = "ChangeEventHeader";
    /** The end of the year 9999. */
    private static final long MAX_MILLIS = 253_402_300_799_999L;

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
        JsonNode header = payload.path(HEADER);
        String problem = problem(header, replayId);
        if (problem != null) {
            return new UnreadableEvent(channel, replayId, data, problem);
        }
        payload.remove(HEADER);
        return new ChangeEvent(
                channel, data.path("schema").asText(), replayId.get(), header(header), payload, delivery.bytes());
    }

    private static String problem(JsonNode header, Optional<ReplayId> replayId) {
        if (replayId.isEmpty()) {
            return "it has no replayId";
        }
        if (!header.path("entityName").isTextual() || !header.path("changeType").isTextual()) {
            return "its header has no entity or no change type";
        }
        JsonNode ids = header.path("recordIds");
        if (!ids.isArray() || ids.isEmpty()) {
            return "its header has no record ids";
        }
        for (JsonNode id : ids) {
            if (!id.isTextual() || id.asText().isEmpty()) {
                return "its header has a record id that is not text";
            }
        }
        return isTime(header.path("commitTimestamp")) ? null : "its header has no commit time";
    }

    /** Anything later is of another unit, and would let all later times seem old. */
    private static boolean isTime(JsonNode millis) {
        return millis.canConvertToLong() && millis.asLong() >= 0 && millis.asLong() <= MAX_MILLIS;
    }

    private static ChangeEventHeader header(JsonNode header) {
        String changeType = header.path("changeType").asText();
        JsonNode changedFields = header.path("changedFields");
        return new ChangeEventHeader(
                header.path("entityName").asText(),
                ids(header.path("recordIds")),
                ChangeType.ofName(changeType),
                changeType,
                header.path("changeOrigin").asText(""),
                header.path("transactionKey").asText(""),
                header.path("sequenceNumber").asLong(),
                Instant.ofEpochMilli(header.path("commitTimestamp").asLong()),
                header.path("commitNumber").asLong(),
                header.path("commitUser").asText(""),
                changedFields.isArray() ? Optional.of(texts(changedFields)) : Optional.empty());
    }

    /** Returns the ids with 18 characters, as all other APIs write them. Some stand for all records of the object. */
    private static List<String> ids(JsonNode array) {
        List<String> ids = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            String id = element.asText();
            ids.add(RecordId.isValid(id) ? new RecordId(id).value() : id);
        }
        return ids;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>(array.size());
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
