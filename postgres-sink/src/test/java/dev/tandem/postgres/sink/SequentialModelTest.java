/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random schedules of records, puts, redelivery, restarts and replays give exactly the table that a plain model gives, which
 * applies the same records one after the other.
 */
class SequentialModelTest extends SinkTest {
    private static final List<String> FIELDS = List.of("Name", "City", "Employees");

    /** A record, and what it says, for the model. */
    private record Event(String op, String id, long version, Map<String, Object> fields) {
        SinkRecord record() {
            return switch (op) {
                case "d" -> Changes.delete(id, version);
                case "r" -> Changes.read(id, version, fields);
                case "c" -> Changes.create(id, version, fields);
                default -> Changes.update(id, version, fields);
            };
        }
    }

    /** The rows and tombstones that events leave, by the rules in the most literal form. */
    private static final class Model {
        private final Map<String, Map<String, Object>> rows = new TreeMap<>();
        private final Map<String, Long> versions = new HashMap<>();

        void apply(Event event) {
            if (versions.getOrDefault(event.id, Long.MIN_VALUE) >= event.version) {
                return;
            }
            versions.put(event.id, event.version);
            if (event.op.equals("d")) {
                rows.remove(event.id);
                return;
            }
            Map<String, Object> row = rows.computeIfAbsent(event.id, added -> new HashMap<>());
            if (event.op.equals("r")) {
                FIELDS.forEach(field -> row.put(field, event.fields.get(field)));
            } else {
                row.putAll(event.fields);
            }
        }

        List<String> table() {
            return rows.entrySet().stream()
                    .map(row -> row.getKey() + "|"
                            + FIELDS.stream()
                                    .map(field -> String.valueOf(row.getValue().get(field)))
                                    .collect(Collectors.joining("|"))
                            + "|" + versions.get(row.getKey()))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void givesTableOfModelInAnySchedule(long seed) {
        Random random = new Random(seed);
        List<Event> topic = topic(random);
        Model model = new Model();
        boolean behind = seed % 2 == 0;
        sink.with("write.behind", String.valueOf(behind));
        int position = 0;
        while (position < topic.size()) {
            int end = Math.min(topic.size(), position + 1 + random.nextInt(25));
            List<SinkRecord> put = new ArrayList<>();
            for (Event event : topic.subList(position, end)) {
                put.add(event.record());
                model.apply(event);
            }
            sink.begin(put);
            if (!behind || (random.nextInt(3) == 0 && sink.commits()) || end == topic.size()) {
                assertThat(sink.commits()).isTrue();
                assertThat(table()).as("seed %d, after %d records", seed, end).isEqualTo(model.table());
            }
            position = next(random, position, end);
            if (random.nextInt(10) == 0) {
                sink.restart();
            }
        }
        assertThat(sink.errors()).isEmpty();
    }

    /** Returns the next position: mostly forwards, sometimes back to redeliver some records, and now and then back to the start. */
    private static int next(Random random, int from, int end) {
        int choice = random.nextInt(40);
        if (choice == 0) {
            return 0;
        }
        return choice < 8 ? from + random.nextInt(end - from) : end;
    }

    /** Versions mostly rise; some records come late. */
    private static List<Event> topic(Random random) {
        List<Event> topic = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            long version = 1000L + 10L * i - (random.nextInt(5) == 0 ? 10L * random.nextInt(100) + 5 : 0);
            String id = "k" + random.nextInt(8);
            String op = List.of("u", "u", "u", "c", "r", "d").get(random.nextInt(6));
            Map<String, Object> fields = new HashMap<>();
            for (String field : FIELDS) {
                if (op.equals("r") ? random.nextInt(4) > 0 : random.nextBoolean()) {
                    Object value = field.equals("Employees") ? random.nextInt(100) : "v" + i;
                    fields.put(field, random.nextInt(6) == 0 ? null : value);
                }
            }
            topic.add(new Event(op, id, version, op.equals("d") ? Map.of() : fields));
        }
        return topic;
    }

    private List<String> table() {
        return database.rows(
                "SELECT \"Id\", \"Name\", \"City\", \"Employees\", _sync_version FROM salesforce.\"Account\" ORDER BY 1");
    }
}
