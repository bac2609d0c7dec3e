/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import dev.tandem.standalone.Endpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** The change events in a topic of the Salesforce source. */
public final class ChangeEvents {
    private ChangeEvents() {}

    /**
     * A change event.
     *
     * @param changed the values of the fields that it knows, as text
     */
    public record ChangeEvent(
            long replayId, String id, String operation, String changeOrigin, Map<String, String> changed) {}

    /** Returns all events in the topic, without what reads found. */
    public static List<ChangeEvent> in(Endpoints endpoints, String topic) {
        List<ChangeEvent> events = new ArrayList<>();
        for (RecordTopic.Stored stored : RecordTopic.read(endpoints, topic)) {
            Struct value = stored.value();
            Struct source = value == null ? null : value.getStruct("source");
            if (source != null && source.get("replay_id") != null) {
                events.add(new ChangeEvent(
                        Long.parseLong(String.valueOf(source.get("replay_id"))),
                        stored.key().getString("Id"),
                        value.getString("op"),
                        String.valueOf(source.get("change_origin")),
                        changed(value)));
            }
        }
        return events;
    }

    private static Map<String, String> changed(Struct envelope) {
        Map<String, String> values = new TreeMap<>();
        Struct after = envelope.getStruct("after");
        List<String> fields = envelope.getArray("changed_fields");
        if (after != null) {
            for (Field field : after.schema().fields()) {
                if ((fields == null || fields.contains(field.name())) && after.get(field) != null) {
                    values.put(field.name(), String.valueOf(after.get(field)));
                }
            }
        }
        return values;
    }
}
