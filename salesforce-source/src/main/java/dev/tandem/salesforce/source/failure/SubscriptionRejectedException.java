/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.failure;

import dev.tandem.salesforce.client.stream.ChannelFamily;
import dev.tandem.salesforce.client.stream.StreamItem.Rejection;
import dev.tandem.salesforce.client.stream.StreamItem.SubscriptionRejected;
import org.apache.kafka.connect.errors.ConnectException;

/** A subscription to an object's channel that Salesforce rejects. */
public final class SubscriptionRejectedException extends ConnectException {
    private static final long serialVersionUID = 1L;

    private final Rejection rejection;

    public SubscriptionRejectedException(String object, SubscriptionRejected subscription) {
        super("Failed to subscribe to " + subscription.channel() + " for " + object + ": " + subscription.message()
                + remedy(subscription));
        this.rejection = subscription.rejection();
    }

    /** Returns whether the object has no change events. */
    public boolean isNotCaptured() {
        return rejection == Rejection.NO_SUCH_CHANNEL;
    }

    /** Returns whether Salesforce no longer has the events that were requested. */
    public boolean isReplayIdInvalid() {
        return rejection == Rejection.REPLAY_ID_INVALID;
    }

    /** Returns whether a later subscription may succeed without anyone changing anything. */
    boolean isTransient() {
        return rejection == Rejection.OTHER;
    }

    private static String remedy(SubscriptionRejected subscription) {
        boolean changes = ChannelFamily.of(subscription.channel()) == ChannelFamily.CHANGE_EVENTS;
        return switch (subscription.rejection()) {
            case NO_SUCH_CHANNEL ->
                changes
                        ? ". Select the object in Setup, Change Data Capture, and restart the connector's task."
                        : ". Create it in Salesforce, and restart the connector's task.";
            case NOT_PERMITTED ->
                changes
                        ? ". Give the user View All on the object (or View All Data), and restart the connector's task."
                        : ". Give the user access to it, and restart the connector's task.";
            case REPLAY_ID_INVALID ->
                ". The events after the last one that was emitted are gone; see invalid.replay.id.behaviour.";
            case OTHER -> "";
        };
    }
}
