/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A channel of events that are not changes of an object.
 *
 * @param name without the prefix of its kind, such as {@code Low_Ink__e}
 */
public record EventChannel(Kind kind, String name) {

    /** The kinds of channels, with the first part of their names. */
    public enum Kind {
        /** A platform event. */
        PLATFORM_EVENT("/event/", "[A-Za-z]\\w*", "the API name of a platform event, such as Low_Ink__e"),
        /** Changes of the records that a query finds. */
        PUSH_TOPIC("/topic/", "\\w{1,25}", "the name of a PushTopic, such as InvoiceUpdates"),
        /** Texts that someone publishes. */
        GENERIC("/u/", "\\w+(/\\w+)*", "the name of a streaming channel, such as /u/Alerts");

        private final String prefix;
        private final Pattern names;
        private final String form;

        Kind(String prefix, String names, String form) {
            this.prefix = prefix;
            this.names = Pattern.compile(names);
            this.form = form;
        }

        /** Returns the channel of a name, which may have the prefix already. */
        public EventChannel named(String name) {
            String text = name.strip();
            return new EventChannel(this, text.startsWith(prefix) ? text.substring(prefix.length()) : text);
        }
    }

    /** Returns the channel of this address, such as {@code /event/Low_Ink__e}; empty if it is an object's name. */
    public static Optional<EventChannel> ofAddress(String address) {
        for (Kind kind : Kind.values()) {
            if (address.startsWith(kind.prefix)) {
                return Optional.of(kind.named(address));
            }
        }
        return Optional.empty();
    }

    /** Returns the name that clients subscribe to, such as {@code /event/Low_Ink__e}. */
    public String address() {
        return kind.prefix + name;
    }

    /** Returns the reason why there can be no such channel; empty if there can. */
    public Optional<String> problem() {
        if (!kind.names.matcher(name).matches()) {
            return Optional.of("'" + name + "' cannot be the name of such a channel. Use " + kind.form + ".");
        }
        if (kind == Kind.PLATFORM_EVENT && name.endsWith("ChangeEvent")) {
            return Optional.of(name + " is a change event. Name its object in " + ObjectSettings.NAMES + ".");
        }
        if (kind == Kind.PLATFORM_EVENT && name.endsWith("__chn")) {
            return Optional.of(name + " is a channel of several platform events. Name these events.");
        }
        return Optional.empty();
    }

    /** Returns the part of a topic's name that stands for this channel, such as {@code event.Low_Ink__e}. */
    String topicPart(ObjectSettings.TopicCase topicCase) {
        String part = address().substring(1).replace('/', '.');
        return topicCase == ObjectSettings.TopicCase.LOWER ? part.toLowerCase(Locale.ROOT) : part;
    }
}
