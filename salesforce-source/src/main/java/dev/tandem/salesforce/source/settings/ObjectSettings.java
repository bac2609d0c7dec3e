/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import dev.tandem.plugin.option.Rule;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;

/**
 * The objects that are copied, and the topics into which they are copied.
 *
 * @param names API names such as {@code Account} or {@code Invoice__c}, in the order given
 */
public record ObjectSettings(List<String> names, String topicPrefix, TopicCase topicCase) {

    public static final String NAMES = "sobject.names";
    /** The name that other connectors have for a single object. */
    public static final String NAME_ALIAS = "salesforce.object";

    static final String TOPIC_PREFIX = "topic.prefix";
    static final String TOPIC_LOWERCASE = "kafka.topic.lowercase";

    private static final Pattern TOPIC_NAME = Pattern.compile("[\\w.-]{1,200}");

    /** The case of the object's part of a topic's name. */
    public enum TopicCase {
        AS_IN_SALESFORCE,
        LOWER
    }

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Objects")
                .add(
                        Option.list(NAMES)
                                .defaultsTo(List.of())
                                .importance(Importance.HIGH)
                                .documentation("The objects to copy, by API name."
                                        + " Change Data Capture must be enabled for each (Setup, Change Data Capture), unless it is polled."
                                        + " An option " + RowFilters.PREFIX + "<object> holds a condition in SOQL,"
                                        + " and only the records that meet it are copied."
                                        + " An option " + CustomChannels.PREFIX + "<object> names a custom channel,"
                                        + " such as Sales__chn, from which its change events are received.")
                                .example("Account,Contact,Invoice__c"),
                        Option.text(NAME_ALIAS)
                                .optional()
                                .importance(Importance.LOW)
                                .documentation("Another name for " + NAMES + ", for a single object."),
                        Option.text(TOPIC_PREFIX)
                                .defaultsTo("salesforce")
                                .valid(Rule.of(
                                        "up to 200 letters, digits, dots, hyphens and underscores",
                                        ObjectSettings::requireTopicName))
                                .importance(Importance.HIGH)
                                .documentation("The first part of each topic's name."
                                        + " An object's topic is named <prefix>.<object>."),
                        Option.flag(TOPIC_LOWERCASE)
                                .defaultsTo(false)
                                .importance(Importance.LOW)
                                .documentation(
                                        "Whether the object's name is written in lower case in the topic's name."));
    }

    private static void requireTopicName(String key, Object value) {
        if (value != null && !TOPIC_NAME.matcher(value.toString()).matches()) {
            throw new ConfigException(
                    key, value, "Kafka allows only letters, digits, dots, hyphens and underscores in a topic's name.");
        }
    }

    public static ObjectSettings from(AbstractConfig config) {
        List<String> names = config.getList(NAMES);
        String alias = config.getString(NAME_ALIAS);
        return new ObjectSettings(
                names.isEmpty() && alias != null && !alias.isBlank() ? List.of(alias) : List.copyOf(names),
                config.getString(TOPIC_PREFIX),
                config.getBoolean(TOPIC_LOWERCASE) ? TopicCase.LOWER : TopicCase.AS_IN_SALESFORCE);
    }

    /** Returns the topic of a channel. */
    public ObjectTopic topic(EventChannel channel) {
        return new ObjectTopic(topicPrefix, channel.address(), topicPrefix + "." + channel.topicPart(topicCase));
    }

    /** Returns the topic of an object. */
    public ObjectTopic topic(String object) {
        String name = topicCase == TopicCase.LOWER ? object.toLowerCase(Locale.ROOT) : object;
        return new ObjectTopic(topicPrefix, object, topicPrefix + "." + name);
    }
}
