/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import dev.tandem.salesforce.source.settings.EventChannel.Kind;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The channels whose events are copied besides the changes of objects. */
public record ChannelSettings(List<EventChannel> channels) {
    public static final String PLATFORM_EVENTS = "platform.event.names";
    /** The names that other connectors have for a single channel. */
    public static final String PLATFORM_EVENT_ALIAS = "salesforce.platform.event.name";

    public static final String PUSH_TOPICS = "push.topic.names";
    public static final String PUSH_TOPIC_ALIAS = "salesforce.push.topic.name";
    public static final String GENERIC_CHANNELS = "generic.channel.names";

    public ChannelSettings {
        channels = List.copyOf(channels);
    }

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Event channels")
                .add(
                        names(PLATFORM_EVENTS, "The platform events to copy, by API name.", "event")
                                .example("Low_Ink__e,Order_Placed__e"),
                        alias(PLATFORM_EVENT_ALIAS, PLATFORM_EVENTS, "event"),
                        names(PUSH_TOPICS, "The PushTopics whose events are copied, by name.", "topic")
                                .importance(Importance.LOW)
                                .example("InvoiceUpdates"),
                        alias(PUSH_TOPIC_ALIAS, PUSH_TOPICS, "PushTopic"),
                        names(
                                        GENERIC_CHANNELS,
                                        "The channels of generic streaming whose events are copied, by name.",
                                        "u")
                                .importance(Importance.LOW)
                                .example("/u/Alerts"));
    }

    /** Describes the option that names the channels of one kind. */
    private static Option names(String key, String channels, String topicPart) {
        return Option.list(key)
                .defaultsTo(List.of())
                .documentation(channels + " The topic is named <" + ObjectSettings.TOPIC_PREFIX + ">." + topicPart
                        + ".<name>.");
    }

    /** Describes the name that other connectors have for an option, with a single channel. */
    private static Option alias(String alias, String key, String channel) {
        return Option.text(alias)
                .optional()
                .importance(Importance.LOW)
                .documentation("Another name for " + key + ", for a single " + channel + ".");
    }

    public static ChannelSettings from(AbstractConfig config) {
        List<EventChannel> channels = new ArrayList<>();
        add(channels, Kind.PLATFORM_EVENT, config, PLATFORM_EVENTS, PLATFORM_EVENT_ALIAS);
        add(channels, Kind.PUSH_TOPIC, config, PUSH_TOPICS, PUSH_TOPIC_ALIAS);
        config.getList(GENERIC_CHANNELS).forEach(name -> channels.add(Kind.GENERIC.named(name)));
        return new ChannelSettings(channels);
    }

    private static void add(
            List<EventChannel> channels, Kind kind, AbstractConfig config, String listKey, String aliasKey) {
        List<String> names = config.getList(listKey);
        String alias = config.getString(aliasKey);
        boolean single = names.isEmpty() && alias != null && !alias.isBlank();
        (single ? List.of(alias) : names).forEach(name -> channels.add(kind.named(name)));
    }

    /** Returns the option that names channels of a kind. */
    public static String key(Kind kind) {
        return switch (kind) {
            case PLATFORM_EVENT -> PLATFORM_EVENTS;
            case PUSH_TOPIC -> PUSH_TOPICS;
            case GENERIC -> GENERIC_CHANNELS;
        };
    }

    /** Returns the addresses of the channels, such as {@code /event/Low_Ink__e}. */
    public List<String> addresses() {
        return channels.stream().map(EventChannel::address).toList();
    }
}
