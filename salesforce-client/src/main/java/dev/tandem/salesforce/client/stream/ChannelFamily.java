/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.time.Duration;

/** The kinds of channels, by the form of their messages and the time for which Salesforce keeps them. */
public enum ChannelFamily {
    /** {@code /data/...} */
    CHANGE_EVENTS(Duration.ofHours(72)) {
        @Override
        StreamItem read(BayeuxReply.Delivery delivery) {
            return ChangeEventReader.read(delivery);
        }
    },
    /** {@code /event/...} */
    PLATFORM_EVENTS(Duration.ofHours(72)) {
        @Override
        StreamItem read(BayeuxReply.Delivery delivery) {
            return PublishedEventReader.PLATFORM_EVENT.read(delivery);
        }
    },
    /** {@code /topic/...} */
    PUSH_TOPIC(Duration.ofHours(24)) {
        @Override
        StreamItem read(BayeuxReply.Delivery delivery) {
            return PublishedEventReader.PUSH_TOPIC.read(delivery);
        }
    },
    /** {@code /u/...} */
    GENERIC(Duration.ofHours(24)) {
        @Override
        StreamItem read(BayeuxReply.Delivery delivery) {
            return PublishedEventReader.GENERIC.read(delivery);
        }
    };

    private final Duration retention;

    ChannelFamily(Duration retention) {
        this.retention = retention;
    }

    /** Returns the kind of a channel, by its name. */
    public static ChannelFamily of(String channel) {
        if (channel.startsWith("/event/")) {
            return PLATFORM_EVENTS;
        }
        if (channel.startsWith("/topic/")) {
            return PUSH_TOPIC;
        }
        return channel.startsWith("/u/") ? GENERIC : CHANGE_EVENTS;
    }

    /** Returns the item that a message of such a channel is. */
    abstract StreamItem read(BayeuxReply.Delivery delivery);

    /** Returns the time for which Salesforce keeps events, as far as it is documented. */
    public Duration retention() {
        return retention;
    }
}
