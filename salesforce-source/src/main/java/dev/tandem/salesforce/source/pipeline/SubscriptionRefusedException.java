/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.salesforce.client.stream.StreamItem.Refusal;
import dev.tandem.salesforce.client.stream.StreamItem.SubscriptionRefused;
import org.apache.kafka.connect.errors.ConnectException;

/** Salesforce does not let the connector listen to an object's channel. */
final class SubscriptionRefusedException extends ConnectException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    SubscriptionRefusedException(String object, SubscriptionRefused refused) {
        super("Cannot subscribe to " + refused.channel() + " for " + object + ": " + refused.message()
                + remedy(refused.refusal()));
        this.refusal = refused.refusal();
    }

    /** Whether Salesforce no longer has the events that were asked for. */
    boolean isReplayIdInvalid() {
        return refusal == Refusal.REPLAY_ID_INVALID;
    }

    private static String remedy(Refusal refusal) {
        return switch (refusal) {
            case NO_SUCH_CHANNEL ->
                ". Select the object in Setup, Change Data Capture, and restart the connector's task.";
            case NOT_PERMITTED ->
                ". Give the user View All on the object (or View All Data), and restart the connector's" + " task.";
            case REPLAY_ID_INVALID ->
                ". The events after the last one that was emitted are gone; see" + " invalid.replay.id.behaviour.";
            case OTHER -> "";
        };
    }
}
