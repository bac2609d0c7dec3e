/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.event.ChangeHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The rows and the conflict log that events of several origins leave when they are applied one after the other, by the rules in
 * the most literal form.
 */
final class ConflictModel {
    static final String ROWS =
            "SELECT \"Id\", \"Name\", \"City\", \"Employees\", _sync_version, _sync_origin FROM world.\"Account\" ORDER BY 1";
    static final String CONFLICTS =
            "SELECT key, topic, kafka_offset, field, type, resolution, local_version, remote_version,"
                    + " local_origin, remote_origin, CASE WHEN field <> '*' THEN local_value::text WHEN local_value IS NOT NULL THEN"
                    + " concat_ws('/', coalesce(local_value->>'Name', 'null'), coalesce(local_value->>'City', 'null'),"
                    + " coalesce(local_value->>'Employees', 'null')) END, remote_value FROM tandem.conflicts";

    private static final List<String> FIELDS = List.of("Name", "City", "Employees");

    private final Map<String, Map<String, Object>> rows = new TreeMap<>();
    private final Map<String, Event> last = new HashMap<>();
    private final Map<String, Long> positions = new HashMap<>();
    private final Set<String> conflicts = new TreeSet<>();

    /** A record, and what it says. */
    record Event(String topic, long offset, String op, String id, long version, Map<String, Object> fields) {
        String origin() {
            return topic.substring(0, 2);
        }

        SinkRecord record() {
            SinkRecord change = switch (op) {
                case "d" -> Changes.delete(id, version);
                case "r" -> Changes.read(id, version, fields);
                case "c" -> Changes.create(id, version, fields);
                default -> Changes.update(id, version, fields);
            };
            change.headers().remove(ChangeHeaders.ORIGIN).addString(ChangeHeaders.ORIGIN, origin());
            return new SinkRecord(
                    topic,
                    0,
                    change.keySchema(),
                    change.key(),
                    change.valueSchema(),
                    change.value(),
                    offset,
                    null,
                    null,
                    change.headers());
        }

        private boolean isNewerThan(Event other) {
            return version > other.version || (version == other.version && origin().compareTo(other.origin()) < 0);
        }
    }

    /** Random changes of a topic. Versions mostly rise; some come late, and some are those of the other topic. */
    static List<Event> topic(String name, int size, Random random) {
        List<Event> topic = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            long late = random.nextInt(4) == 0 ? 10L * random.nextInt(40) : 0;
            long version = 1000L + 10L * i - late + (random.nextInt(3) == 0 ? name.hashCode() % 7 : 0);
            String op = List.of("u", "u", "u", "c", "r", "d").get(random.nextInt(6));
            Map<String, Object> fields = new HashMap<>();
            for (String field : FIELDS) {
                if (op.equals("r") || random.nextBoolean()) {
                    Object value = field.equals("Employees") ? (Object) random.nextInt(3) : "v" + random.nextInt(3);
                    fields.put(field, random.nextInt(6) == 0 ? null : value);
                }
            }
            topic.add(new Event(name, i, op, "k" + random.nextInt(6), version, op.equals("d") ? Map.of() : fields));
        }
        return topic;
    }

    void apply(Event event) {
        boolean first = positions.getOrDefault(event.topic, -1L) < event.offset;
        positions.merge(event.topic, event.offset, Math::max);
        Event before = last.get(event.id);
        boolean applied = before == null || event.isNewerThan(before);
        if (first && before != null && !before.origin().equals(event.origin())) {
            log(event, before, applied);
        }
        if (!applied) {
            return;
        }
        last.put(event.id, event);
        if (event.op.equals("d")) {
            rows.remove(event.id);
        } else {
            rows.computeIfAbsent(event.id, added -> new HashMap<>()).putAll(event.fields);
        }
    }

    private void log(Event event, Event before, boolean applied) {
        Map<String, Object> row = rows.get(event.id);
        if (event.op.equals("d")) {
            if (row != null) {
                String whole = FIELDS.stream()
                        .map(field -> String.valueOf(row.get(field)))
                        .collect(Collectors.joining("/"));
                entry(event, before, applied, "*|delete_origin_differs", whole, null);
            }
        } else if (row == null && applied) {
            entry(event, before, true, "*|update_deleted", null, null);
        } else {
            String type = event.op.equals("c") ? "insert_exists" : "update_origin_differs";
            event.fields.forEach((field, value) -> {
                if (row == null) {
                    entry(event, before, false, field + "|update_deleted", null, json(value));
                } else if (!Objects.equals(row.get(field), value)) {
                    entry(event, before, applied, field + "|" + type, json(row.get(field)), json(value));
                }
            });
        }
    }

    private void entry(Event event, Event before, boolean applied, String fieldAndType, String local, String remote) {
        conflicts.add(String.join(
                "|",
                event.id,
                event.topic,
                Long.toString(event.offset),
                fieldAndType,
                applied ? "apply_remote" : "keep_local",
                Long.toString(before.version),
                Long.toString(event.version),
                before.origin(),
                event.origin(),
                String.valueOf(local),
                String.valueOf(remote)));
    }

    private static String json(Object value) {
        return value instanceof String ? "\"" + value + "\"" : value == null ? null : value.toString();
    }

    List<String> rows() {
        return rows.entrySet().stream()
                .map(row -> row.getKey() + "|"
                        + FIELDS.stream()
                                .map(field -> String.valueOf(row.getValue().get(field)))
                                .collect(Collectors.joining("|"))
                        + "|" + last.get(row.getKey()).version + "|"
                        + last.get(row.getKey()).origin())
                .toList();
    }

    Set<String> conflicts() {
        return conflicts;
    }
}
