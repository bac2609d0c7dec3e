/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * Which objects are copied, and into which topics.
 *
 * @param names API names, as {@code Account} or {@code Invoice__c}, in the order given
 */
public record ObjectSettings(List<String> names, String topicPrefix, TopicCase topicCase) {

    public static final String NAMES = "sobject.names";
    /** The name that other connectors have for a single object. */
    public static final String NAME_ALIAS = "salesforce.object";

    static final String TOPIC_PREFIX = "topic.prefix";
    static final String TOPIC_LOWERCASE = "kafka.topic.lowercase";

    /** Whether the object's part of a topic's name keeps its case. */
    public enum TopicCase {
        AS_IN_SALESFORCE,
        LOWER
    }

    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Objects")
                .option(
                        NAMES,
                        Type.LIST,
                        List.of(),
                        Importance.HIGH,
                        "The objects to copy, by API name, as Account,Contact,Invoice__c. Change Data Capture must be"
                                + " enabled for each (Setup, Change Data Capture).")
                .option(
                        NAME_ALIAS,
                        Type.STRING,
                        null,
                        Importance.LOW,
                        "Another name for " + NAMES + ", for one object; read when that is empty.")
                .option(
                        TOPIC_PREFIX,
                        Type.STRING,
                        "salesforce",
                        new NonEmptyString(),
                        Importance.HIGH,
                        "An object's topic is this, a dot and the object's name.")
                .option(
                        TOPIC_LOWERCASE,
                        Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Whether the object's name is in lower case in the topic's name.");
    }

    public static ObjectSettings from(AbstractConfig config) {
        List<String> names = config.getList(NAMES);
        String alias = config.getString(NAME_ALIAS);
        return new ObjectSettings(
                names.isEmpty() && alias != null ? List.of(alias) : List.copyOf(names),
                config.getString(TOPIC_PREFIX),
                config.getBoolean(TOPIC_LOWERCASE) ? TopicCase.LOWER : TopicCase.AS_IN_SALESFORCE);
    }

    /** The topic of an object. */
    public String topic(String object) {
        String name = topicCase == TopicCase.LOWER ? object.toLowerCase(Locale.ROOT) : object;
        return topicPrefix + "." + name;
    }
}
