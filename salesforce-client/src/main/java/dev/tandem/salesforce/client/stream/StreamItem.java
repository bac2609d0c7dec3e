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

/** What a {@link ChangeEventStream} hands over: events, and the facts about a channel that its reader must know. */
public sealed interface StreamItem {

    String channel();

    /**
     * A change event.
     *
     * @param payload the fields, without the header; integers are exact at any size, numbers with a point are BigDecimal
     * @param bytes of the message as JSON, for whoever bounds memory
     */
    record ChangeEvent(
            String channel, String schemaId, ReplayId replayId, ChangeEventHeader header, ObjectNode payload, int bytes)
            implements StreamItem {}

    /**
     * A message of the channel that is no change event, so that its reader can report it instead of losing it.
     *
     * @param data as it came; not for logs
     * @param problem what it lacks
     */
    record UnreadableEvent(String channel, Optional<ReplayId> replayId, JsonNode data, String problem)
            implements StreamItem {}

    /**
     * The channel is subscribed, for the first time or again after a lost session; its events follow.
     *
     * @param from what Salesforce was asked for
     * @param serverTime Salesforce's clock just before: after {@link ReplayFrom.Latest}, the place to store until the first
     *     event is {@link ReplayFrom#since} this
     */
    record Subscribed(String channel, ReplayFrom from, Instant serverTime) implements StreamItem {}

    /** Salesforce refuses the subscription; the channel is silent until it is subscribed anew. */
    record SubscriptionRefused(String channel, ReplayFrom from, Refusal refusal, String message)
            implements StreamItem {}

    /** Why a subscription is refused. */
    enum Refusal {
        /** The replay id is expired or was never valid: what lies between is only to be had by reading the records. */
        REPLAY_ID_INVALID,
        /** There is no such channel: the object does not exist, or its change events are not selected. */
        NO_SUCH_CHANNEL,
        /** The user lacks rights. */
        NOT_PERMITTED,
        /** Anything else; the message has Salesforce's words. */
        OTHER;

        /** What the error of a subscription means; texts of "Streaming API Error Codes", matched where they do not vary. */
        static Refusal ofError(String error) {
            if (error.startsWith("400::The replayId")) {
                return REPLAY_ID_INVALID;
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
