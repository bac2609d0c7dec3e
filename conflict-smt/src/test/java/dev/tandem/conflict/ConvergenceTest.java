/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.plugin.seed.Tries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/**
 * Several origins write the same two rows. As long as the events of each origin arrive in order, a sink that upserts ends in the
 * state of a sequential model.
 */
class ConvergenceTest {
    private static final List<String> ORIGINS = List.of("a", "b", "c");
    /** Differs from the order of names, and does not list the third. */
    private static final List<String> PRIORITY = List.of("b", "a");

    private static final List<String> FIELDS = List.of("x", "y", "z");
    private static final Schema ROW = row();

    /** @param fields written, with their values; null for a delete */
    record Event(String origin, long version, String key, long commitTs, Map<String, Integer> fields, boolean whole) {
        boolean isDelete() {
            return fields == null;
        }
    }

    @Test
    void endsInModelStateForEveryOrderOfArrival() {
        Tries.run(1_000, random -> {
            List<Event> events = histories(random);
            assertThat(arrive(interleaved(events, random))).isEqualTo(new Model(0, null).of(events));
        });
    }

    @Test
    void changesNothingOnRedelivery() {
        Tries.run(1_000, random -> {
            List<Event> events = histories(random);
            List<Event> log = interleaved(events, random);
            List<Event> delivered = new ArrayList<>();
            for (int rewinds = 0; rewinds < 3; rewinds++) {
                int from = random.nextInt(log.size() + 1);
                delivered.addAll(log.subList(0, random.nextInt(log.size() + 1)));
                delivered.addAll(log.subList(Math.min(from, delivered.size()), log.size()));
            }
            delivered.addAll(log);
            assertThat(arrive(delivered)).isEqualTo(new Model(0, null).of(events));
        });
    }

    /** The sink fails between two records that the transform has seen, and the consumer goes back to the first of them. */
    @Test
    void deliversAgainWhatSinkHasNotWritten() {
        Tries.run(1_000, random -> {
            List<Event> events = histories(random);
            List<Event> log = interleaved(events, random);
            int seen = random.nextInt(log.size() + 1);
            int written = random.nextInt(seen + 1);
            List<Event> delivered = new ArrayList<>(log.subList(0, seen));
            delivered.addAll(log.subList(written, log.size()));
            assertThat(arrive(delivered, index -> index < written || index >= seen))
                    .isEqualTo(new Model(0, null).of(events));
        });
    }

    /** Runs a sink that upserts the fields of the schema and ignores headers. */
    @Test
    void endsInModelStateInSinkThatIgnoresHeaders() {
        Tries.run(500, random -> {
            List<Event> events = histories(random);
            assertThat(arrive(interleaved(events, random), "unknown.fields", "omit"))
                    .isEqualTo(new Model(0, null).of(events));
        });
    }

    @Test
    void endsInModelStateWithClockSkew() {
        Tries.run(500, random -> {
            List<Event> events = histories(random);
            Map<String, Map<String, Integer>> state = arrive(interleaved(events, random), "clock.skew.ms", "3");
            assertThat(state).isEqualTo(new Model(3, null).of(events));
        });
    }

    @Test
    void letsOwnerAlwaysWinItsField() {
        Tries.run(500, random -> {
            List<Event> events = histories(random);
            Map<String, Map<String, Integer>> state =
                    arrive(interleaved(events, random), "field.policies", "Account.x:wins(b)");
            assertThat(state).isEqualTo(new Model(0, "b").of(events));
        });
    }

    @Test
    void keepsGreatestValue() {
        Tries.run(500, random -> {
            List<Event> events = updates(random);
            Map<String, Map<String, Integer>> state =
                    arrive(interleaved(events, random), "field.policies", "Account.x:max");
            for (String key : List.of("1", "2")) {
                events.stream()
                        .filter(event ->
                                event.key().equals(key) && event.fields().get("x") != null)
                        .mapToInt(event -> event.fields().get("x"))
                        .max()
                        .ifPresent(greatest -> assertThat(state.get(key)).containsEntry("x", greatest));
            }
        });
    }

    /** Compares the values since the last delete. */
    @Test
    void keepsGreatestAndLeastValueOnRedelivery() {
        Tries.run(500, random -> {
            List<Event> events = histories(random);
            List<Event> ofA =
                    events.stream().filter(event -> event.origin().equals("a")).toList();
            List<Event> delivered = new ArrayList<>(ofA.subList(0, random.nextInt(ofA.size() + 1)));
            delivered.addAll(ofA);
            Map<String, Map<String, Integer>> state =
                    arrive(delivered, "field.policies", "Account.x:max,Account.y:min");
            for (String key : List.of("1", "2")) {
                Integer greatest = null;
                Integer least = null;
                for (Event event : ofA) {
                    if (event.key().equals(key)) {
                        greatest = extreme(greatest, event, "x", Math::max);
                        least = extreme(least, event, "y", Math::min);
                    }
                }
                Map<String, Integer> row = state.getOrDefault(key, Map.of());
                assertThat(row.get("x")).isEqualTo(greatest);
                assertThat(row.get("y")).isEqualTo(least);
            }
        });
    }

    private static Integer extreme(Integer known, Event event, String field, BinaryOperator<Integer> better) {
        if (event.isDelete()) {
            return null;
        }
        Integer value = event.fields().get(field);
        return value == null || known == null ? (value == null ? known : value) : better.apply(known, value);
    }

    @Test
    void neverWritesReadOnlyField() {
        Tries.run(200, random -> {
            List<Event> events = updates(random);
            List<Event> ofA =
                    events.stream().filter(event -> event.origin().equals("a")).toList();
            assertThat(arrive(interleaved(ofA, random), "field.policies", "Account.x:read-only(a)")
                            .values())
                    .allSatisfy(row -> assertThat(row).doesNotContainKey("x"));
        });
    }

    @Test
    void passesOrderedChangesWithoutMemory() {
        Tries.run(200, random -> {
            List<Event> events = histories(random);
            List<Event> ofA =
                    events.stream().filter(event -> event.origin().equals("a")).toList();
            assertThat(arrive(ofA, "memory.max.bytes", "0")).isEqualTo(arrive(ofA));
        });
    }

    /** The events of each origin stay in their order. */
    private static List<Event> interleaved(List<Event> events, Random random) {
        List<Event> left = new ArrayList<>(events);
        List<Event> arrived = new ArrayList<>();
        while (!left.isEmpty()) {
            String origin = left.get(random.nextInt(left.size())).origin();
            Event next = left.stream()
                    .filter(event -> event.origin().equals(origin))
                    .findFirst()
                    .orElseThrow();
            left.remove(next);
            arrived.add(next);
        }
        return arrived;
    }

    /** Returns the final state of a sink that upserts: the fields that are not null, by key. */
    private static Map<String, Map<String, Integer>> arrive(List<Event> events, String... settings) {
        return arrive(events, index -> true, settings);
    }

    /** @param written selects the events that the sink writes, by index */
    private static Map<String, Map<String, Integer>> arrive(
            List<Event> events, IntPredicate written, String... settings) {
        List<String> config = new ArrayList<>(List.of("origin.field", "source.name", "origin.priority", "b,a"));
        config.addAll(Arrays.asList(settings));
        LastWriterWins<SinkRecord> transform = Transforms.with(config.toArray(String[]::new));
        Map<String, Map<String, Integer>> table = new TreeMap<>();
        for (int i = 0; i < events.size(); i++) {
            SinkRecord flat = transform.apply(record(events.get(i)));
            if (flat != null && written.test(i)) {
                apply(flat, table, List.of(settings).contains("omit"));
            }
        }
        transform.close();
        table.values().removeIf(Map::isEmpty);
        return table;
    }

    private static void apply(SinkRecord flat, Map<String, Map<String, Integer>> table, boolean everyFieldOfTheSchema) {
        String key = ((Struct) flat.key()).getString("Id");
        if (flat.value() == null) {
            table.remove(key);
            return;
        }
        Map<String, Integer> row = table.computeIfAbsent(key, k -> new TreeMap<>());
        Object changed = everyFieldOfTheSchema ? null : Transforms.header(flat, ChangeHeaders.CHANGED);
        Struct value = Transforms.row(flat);
        for (Field field : value.schema().fields()) {
            if (changed == null || ((List<?>) changed).contains(field.name())) {
                Object cell = value.get(field);
                if (cell == null) {
                    row.remove(field.name());
                } else if (cell instanceof Integer) {
                    row.put(field.name(), (Integer) cell);
                }
            }
        }
    }

    private static SinkRecord record(Event event) {
        SalesforceRecords records = new SalesforceRecords(ROW)
                .name(event.origin())
                .id(event.key())
                .version(event.version())
                .commitTs(event.commitTs() * 1_000);
        if (event.isDelete()) {
            return records.record("d", null);
        }
        Struct row = new Struct(ROW);
        event.fields().forEach(row::put);
        return records.record(
                "u",
                row,
                event.whole() ? new String[0] : event.fields().keySet().toArray(String[]::new));
    }

    private static Schema row() {
        SchemaBuilder row = SchemaBuilder.struct().optional();
        FIELDS.forEach(field -> row.field(field, Schema.OPTIONAL_INT32_SCHEMA));
        return row.build();
    }

    private static List<Event> histories(Random random) {
        return history(random, 0.2);
    }

    private static List<Event> updates(Random random) {
        return history(random, 0);
    }

    private static List<Event> history(Random random, double deletes) {
        List<Event> events = new ArrayList<>();
        int size = random.nextInt(15);
        for (int version = 1; version <= size; version++) {
            Map<String, Integer> fields = random.nextDouble() < deletes ? null : fields(random);
            events.add(new Event(
                    ORIGINS.get(random.nextInt(ORIGINS.size())),
                    version,
                    random.nextBoolean() ? "1" : "2",
                    1 + random.nextInt(12),
                    fields,
                    fields != null && fields.size() == FIELDS.size()));
        }
        return events;
    }

    /** Returns one to three fields, some of them null. */
    private static Map<String, Integer> fields(Random random) {
        List<String> shuffled = new ArrayList<>(FIELDS);
        Collections.shuffle(shuffled, random);
        Map<String, Integer> fields = new HashMap<>();
        for (String field : shuffled.subList(0, 1 + random.nextInt(FIELDS.size()))) {
            fields.put(field, random.nextInt(10) == 0 ? null : (Integer) (1 + random.nextInt(99)));
        }
        return fields;
    }

    /** A model in which every field has the value of its greatest write. It shares no code with the transform. */
    private record Model(long skew, String ownerOfX) {
        private record Write(Event event, long time) {}

        Map<String, Map<String, Integer>> of(List<Event> events) {
            Map<String, Map<String, Integer>> table = new TreeMap<>();
            for (String key : new HashSet<>(events.stream().map(Event::key).toList())) {
                Map<String, Integer> row = new TreeMap<>();
                for (String field : FIELDS) {
                    Integer value = winner(events, key, field);
                    if (value != null) {
                        row.put(field, value);
                    }
                }
                if (!row.isEmpty()) {
                    table.put(key, row);
                }
            }
            return table;
        }

        private Integer winner(List<Event> events, String key, String field) {
            Map<String, Long> clocks = new HashMap<>();
            List<Write> writes = new ArrayList<>();
            for (Event event : events) {
                if (event.key().equals(key)) {
                    long time = clocks.merge(event.origin(), event.commitTs() - rank(event) * skew, Math::max);
                    if (event.isDelete() || event.fields().containsKey(field)) {
                        writes.add(new Write(event, time));
                    }
                }
            }
            Comparator<Write> order = Comparator.<Write>comparingInt(write -> owned(write, field) ? 1 : 0)
                    .thenComparingLong(Write::time)
                    .thenComparing(write -> rank(write.event()), Comparator.reverseOrder())
                    .thenComparingLong(write -> write.event().version());
            return writes.stream()
                    .max(order)
                    .filter(write -> !write.event().isDelete())
                    .map(write -> write.event().fields().get(field))
                    .orElse(null);
        }

        private static int rank(Event event) {
            int place = PRIORITY.indexOf(event.origin());
            return place < 0 ? PRIORITY.size() : place;
        }

        private boolean owned(Write write, String field) {
            return field.equals("x")
                    && ownerOfX != null
                    && (write.event().isDelete() || write.event().origin().equals(ownerOfX));
        }
    }
}
