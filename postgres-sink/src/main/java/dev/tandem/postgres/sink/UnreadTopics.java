/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.plugin.option.SinkTopics;
import dev.tandem.postgres.sink.routing.RoutingSettings;
import dev.tandem.postgres.sink.twoway.TwoWaySettings;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A warning of entries about two-way tables whose topics the connector does not read. They may be misspelt, or be left from a
 * configuration that was copied.
 */
final class UnreadTopics {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadTopics.class);

    private UnreadTopics() {}

    static void warn(Map<String, String> properties) {
        SinkTopics read = SinkTopics.of(properties);
        for (String option : List.of(TwoWaySettings.TOPICS_TO_ACCESS, TwoWaySettings.EXTERNAL_IDS)) {
            List<String> unread = read.neverRead(entries(option, properties), RoutingSettings::topic);
            if (!unread.isEmpty()) {
                LOG.warn(
                        "{} names topics that the connector does not read: {}. Correct them, or remove the entries.",
                        option,
                        unread);
            }
        }
    }

    @SuppressWarnings("unchecked") // parseType returns a list for LIST
    private static List<String> entries(String option, Map<String, String> properties) {
        return (List<String>) ConfigDef.parseType(option, properties.getOrDefault(option, ""), ConfigDef.Type.LIST);
    }
}
