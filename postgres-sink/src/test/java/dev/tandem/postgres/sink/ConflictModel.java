/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.event.ChangeHeaders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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
 * the most literal form: each field keeps the value of its newest writer, and a delete writes every field.
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

    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<String, Long> positions = new HashMap<>();
    private final Set<String> conflicts = new TreeSet<>();

    /** A row, or what is left of it. */
    private static final class Row {
        /** The last writer of each field. */
        private final Map<String, Event> writers = new HashMap<>();
        /** The newest change; null if there is no row. */
        private Event newest;
        /** The newest delete. */
        private Event delete;

        boolean exists() {
            return newest != null;
        }

        Object value(String field) {
            return writers.containsKey(field) ? writers.get(field).fields.get(field) : null;
        }
    }

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

        private boolean isForeignTo(Event other) {
            return !origin().equals(other.origin());
        }

        private boolean isNewerThan(Event other) {
            return version > other.version || (version == other.version && origin().compareTo(other.origin()) < 0);
        }
    }

    /** Random changes of a topic. Versions mostly rise; some come late, and some are those of the other topic. */
    static List<Event> topic(String name, int size, Random random) {
        List<Event> topic = new ArrayList<>();
        Set<Long> versions = new HashSet<>();
        for (int i = 0; i < size; i++) {
            long late = random.nextInt(4) == 0 ? 10L * random.nextInt(40) : 0;
            long version = 1000L + 10L * i - late + (random.nextInt(3) == 0 ? name.hashCode() % 7 : 0);
            while (!versions.add(version)) {
                version++;
            }
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
        Row row = rows.computeIfAbsent(event.id, added -> new Row());
        if (!row.exists()) {
            meetNoRow(event, row, first);
        } else if (event.op.equals("d")) {
            delete(event, row, first);
        } else {
            update(event, row, first);
        }
    }

    private void meetNoRow(Event event, Row row, boolean first) {
        boolean applied = row.delete == null || event.isNewerThan(row.delete);
        boolean conflicts = first && row.delete != null && row.delete.isForeignTo(event) && !event.op.equals("d");
        if (conflicts && applied) {
            entry(event, row.delete, "apply_remote", "*|update_deleted", null, null);
        } else if (conflicts) {
            event.fields.forEach((field, value) ->
                    entry(event, row.delete, "keep_local", field + "|update_deleted", null, json(value)));
        }
        if (applied && event.op.equals("d")) {
            row.delete = event;
        } else if (applied) {
            row.newest = event;
            event.fields.keySet().forEach(field -> row.writers.put(field, event));
        }
    }

    private void delete(Event event, Row row, boolean first) {
        Event foreign = row.newest.isForeignTo(event) ? row.newest : null;
        for (Event writer : row.writers.values()) {
            boolean later = foreign == null || writer.version > foreign.version;
            foreign = writer.isForeignTo(event) && later ? writer : foreign;
        }
        String whole =
                FIELDS.stream().map(field -> String.valueOf(row.value(field))).collect(Collectors.joining("/"));
        boolean applied = event.isNewerThan(row.newest);
        boolean erases = row.writers.values().removeIf(event::isNewerThan);
        if (first && foreign != null) {
            String resolution = applied ? "apply_remote" : erases ? "merge" : "keep_local";
            entry(event, foreign, resolution, "*|delete_origin_differs", whole, null);
        }
        if (applied) {
            row.newest = null;
            row.writers.clear();
        }
        row.delete = row.delete == null || event.isNewerThan(row.delete) ? event : row.delete;
    }

    private void update(Event event, Row row, boolean first) {
        String type = event.op.equals("c") ? "insert_exists" : "update_origin_differs";
        event.fields.forEach((field, value) -> {
            Event writer = row.writers.get(field);
            Event holder = writer == null ? row.delete : writer;
            boolean applied = holder == null || event.isNewerThan(holder);
            boolean conflicts = first && holder != null && holder.isForeignTo(event) && (writer != null || !applied);
            if (conflicts && !Objects.equals(row.value(field), value)) {
                String resolution = applied ? "apply_remote" : "keep_local";
                entry(event, holder, resolution, field + "|" + type, json(row.value(field)), json(value));
            }
            if (applied) {
                row.writers.put(field, event);
            }
        });
        row.newest = event.isNewerThan(row.newest) ? event : row.newest;
    }

    private void entry(Event event, Event before, String resolution, String fieldAndType, String local, String remote) {
        conflicts.add(String.join(
                "|",
                event.id,
                event.topic,
                Long.toString(event.offset),
                fieldAndType,
                resolution,
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
                .filter(row -> row.getValue().exists())
                .map(row -> row.getKey() + "|"
                        + FIELDS.stream()
                                .map(field -> String.valueOf(row.getValue().value(field)))
                                .collect(Collectors.joining("|"))
                        + "|" + row.getValue().newest.version + "|"
                        + row.getValue().newest.origin())
                .toList();
    }

    /** Returns what is left if the changes are applied in the order in which they were committed, without versions. */
    static List<String> inCommitOrder(Collection<Event> events) {
        Map<String, Map<String, Object>> left = new TreeMap<>();
        events.stream()
                .sorted((one, other) -> one.equals(other) ? 0 : one.isNewerThan(other) ? 1 : -1)
                .forEach(event -> {
                    if (event.op.equals("d")) {
                        left.remove(event.id);
                    } else {
                        left.computeIfAbsent(event.id, added -> new HashMap<>()).putAll(event.fields);
                    }
                });
        return left.entrySet().stream()
                .map(row -> row.getKey() + "|"
                        + FIELDS.stream()
                                .map(field -> String.valueOf(row.getValue().get(field)))
                                .collect(Collectors.joining("|")))
                .toList();
    }

    Set<String> conflicts() {
        return conflicts;
    }
}
