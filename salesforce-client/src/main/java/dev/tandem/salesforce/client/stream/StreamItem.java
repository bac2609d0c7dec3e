/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** An item of a {@link ChangeEventStream}: an event, or a fact about a channel that its reader must know. */
public sealed interface StreamItem {

    String channel();

    /** An event, of any kind. */
    sealed interface Event extends StreamItem {
        ReplayId replayId();

        /** Returns the size of the message as JSON, for bounding memory. */
        int bytes();
    }

    /**
     * A change event.
     *
     * @param payload the fields, without the header; integers are exact at any size, numbers with a point are BigDecimal
     * @param bytes size of the message as JSON, for bounding memory
     */
    record ChangeEvent(
            String channel, String schemaId, ReplayId replayId, ChangeEventHeader header, ObjectNode payload, int bytes)
            implements Event {}

    /**
     * An event of a channel that is not of change events: a platform event, or the event of a PushTopic or generic channel.
     *
     * @param schemaId empty unless it is a platform event
     * @param attributes facts about the event, such as {@code type} or {@code EventUuid}
     * @param createdAt Salesforce's clock when the event was created
     * @param content the fields of a platform event or of a PushTopic's record, or the text of a generic event
     * @param bytes size of the message as JSON, for bounding memory
     */
    record PublishedEvent(
            String channel,
            String schemaId,
            ReplayId replayId,
            JsonNode attributes,
            Instant createdAt,
            JsonNode content,
            int bytes)
            implements Event {}

    /**
     * A message that is not an event of its channel, so that its reader can report it instead of losing it.
     *
     * @param problem the missing part
     */
    record UnreadableEvent(String channel, Optional<ReplayId> replayId, String problem) implements StreamItem {}

    /**
     * A successful subscription, the first one or one after a lost session. Events follow.
     *
     * @param from the position that was requested
     * @param serverTime Salesforce's clock just before; after {@link ReplayFrom.Latest}, store {@link ReplayFrom#since} this
     *     until the first event
     */
    record Subscribed(String channel, ReplayFrom from, Instant serverTime) implements StreamItem {}

    /**
     * The fact that Salesforce has delivered, and this stream dropped, an event that was committed before the time of
     * {@link ReplayFrom.Since}: its stamp is older by more than {@link StreamSettings#commitTimeMargin()}. Salesforce purges the
     * oldest events first, so it has purged none since that time.
     */
    record EarlierEvent(String channel) implements StreamItem {}

    /** A rejected subscription. The channel is silent until someone subscribes again. */
    record SubscriptionRejected(String channel, ReplayFrom from, Rejection rejection, String message)
            implements StreamItem {}

    /** The reason for a rejected subscription. */
    enum Rejection {
        /** The replay id has expired or was never valid. Only reading the records yields the changes since. */
        REPLAY_ID_INVALID,
        /** The channel does not exist: there is no such object, or Change Data Capture is not selected for it. */
        NO_SUCH_CHANNEL,
        /** The user lacks permissions. */
        NOT_PERMITTED,
        /** Anything else. The message has Salesforce's words. */
        OTHER;

        /** The error of a position in time that is older than what Salesforce retains, and would therefore be accepted silently. */
        static final String EXPIRED =
                "400::The replayId is not known, and the time of the position is older than what Salesforce surely"
                        + " retains.";

        /** Classifies the error of a subscription by the parts of the texts in "Streaming API Error Codes" that do not vary. */
        static Rejection ofError(String error) {
            if (error.contains("::The replayId")) {
                return REPLAY_ID_INVALID;
            }
            if (error.contains("limit exceeded")) {
                return OTHER;
            }
            if (error.contains("create_denied")
                    || error.contains("Cannot create channel")
                    || error.contains("doesn't exist")
                    || error.startsWith("404")) {
                return NO_SUCH_CHANNEL;
            }
            return error.startsWith("403") ? NOT_PERMITTED : OTHER;
        }
    }
}
