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
                        Option.list(PLATFORM_EVENTS)
                                .defaultsTo(List.of())
                                .documentation("The platform events to copy, by API name." + " The topic is named <"
                                        + ObjectSettings.TOPIC_PREFIX + ">.event.<name>.")
                                .example("Low_Ink__e,Order_Placed__e"),
                        Option.text(PLATFORM_EVENT_ALIAS)
                                .optional()
                                .importance(Importance.LOW)
                                .documentation("Another name for " + PLATFORM_EVENTS + ", for a single event."),
                        Option.list(PUSH_TOPICS)
                                .defaultsTo(List.of())
                                .importance(Importance.LOW)
                                .documentation("The PushTopics whose events are copied, by name."
                                        + " The topic is named <" + ObjectSettings.TOPIC_PREFIX + ">.topic.<name>.")
                                .example("InvoiceUpdates"),
                        Option.text(PUSH_TOPIC_ALIAS)
                                .optional()
                                .importance(Importance.LOW)
                                .documentation("Another name for " + PUSH_TOPICS + ", for a single PushTopic."),
                        Option.list(GENERIC_CHANNELS)
                                .defaultsTo(List.of())
                                .importance(Importance.LOW)
                                .documentation("The channels of generic streaming whose events are copied, by name."
                                        + " The topic is named <" + ObjectSettings.TOPIC_PREFIX + ">.u.<name>.")
                                .example("/u/Alerts"));
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
        (names.isEmpty() && alias != null ? List.of(alias) : names).forEach(name -> channels.add(kind.named(name)));
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
