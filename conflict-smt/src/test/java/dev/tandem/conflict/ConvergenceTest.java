/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.ChangeHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Several origins write the same two rows. Whatever the order in which their events arrive, as long as each origin's own is kept,
 * an upserting sink behind the transform ends with what the sequential model says.
 */
class ConvergenceTest {
    private static final List<String> ORIGINS = List.of("a", "b", "c");
    /** Not the order of their names; the third is not listed. */
    private static final List<String> PRIORITY = List.of("b", "a");

    private static final List<String> FIELDS = List.of("x", "y", "z");
    private static final Schema ROW = row();

    /** @param fields written, with their values; null for a delete */
    record Event(String origin, long version, String key, long commitTs, Map<String, Integer> fields, boolean whole) {
        boolean isDelete() {
            return fields == null;
        }
    }

    @Property(tries = 1_000)
    void survivingStateIsTheModelsForEveryOrderOfArrival(
            @ForAll("histories") List<Event> events, @ForAll Random random) {
        assertThat(arrive(interleaved(events, random))).isEqualTo(new Model(0, null).of(events));
    }

    @Property(tries = 1_000)
    void redeliveryChangesNothing(@ForAll("histories") List<Event> events, @ForAll Random random) {
        List<Event> log = interleaved(events, random);
        List<Event> delivered = new ArrayList<>();
        for (int rewinds = 0; rewinds < 3; rewinds++) {
            int from = random.nextInt(log.size() + 1);
            delivered.addAll(log.subList(0, random.nextInt(log.size() + 1)));
            delivered.addAll(log.subList(Math.min(from, delivered.size()), log.size()));
        }
        delivered.addAll(log);
        assertThat(arrive(delivered)).isEqualTo(new Model(0, null).of(events));
    }

    /** The sink fails between two records that the transform has seen, and the consumer goes back to the first of them. */
    @Property(tries = 1_000)
    void whatTheSinkHasNotWrittenComesBack(@ForAll("histories") List<Event> events, @ForAll Random random) {
        List<Event> log = interleaved(events, random);
        int seen = random.nextInt(log.size() + 1);
        int written = random.nextInt(seen + 1);
        List<Event> delivered = new ArrayList<>(log.subList(0, seen));
        delivered.addAll(log.subList(written, log.size()));
        assertThat(arrive(delivered, index -> index < written || index >= seen))
                .isEqualTo(new Model(0, null).of(events));
    }

    /** As any upserting sink does it, which knows nothing of headers. */
    @Property(tries = 500)
    void sinkThatWritesTheFieldsOfTheSchemaEndsWithTheSame(
            @ForAll("histories") List<Event> events, @ForAll Random random) {
        assertThat(arrive(interleaved(events, random), "unknown.fields", "omit"))
                .isEqualTo(new Model(0, null).of(events));
    }

    @Property(tries = 500)
    void clockSkewIsATotalOrderToo(@ForAll("histories") List<Event> events, @ForAll Random random) {
        Map<String, Map<String, Integer>> state = arrive(interleaved(events, random), "clock.skew.ms", "3");
        assertThat(state).isEqualTo(new Model(3, null).of(events));
    }

    @Property(tries = 500)
    void ownerOfAFieldAlwaysWinsIt(@ForAll("histories") List<Event> events, @ForAll Random random) {
        Map<String, Map<String, Integer>> state =
                arrive(interleaved(events, random), "field.policies", "Account.x:wins(b)");
        assertThat(state).isEqualTo(new Model(0, "b").of(events));
    }

    @Property(tries = 500)
    void greatestValueStays(@ForAll("updates") List<Event> events, @ForAll Random random) {
        Map<String, Map<String, Integer>> state =
                arrive(interleaved(events, random), "field.policies", "Account.x:max");
        for (String key : List.of("1", "2")) {
            events.stream()
                    .filter(event -> event.key().equals(key) && event.fields().get("x") != null)
                    .mapToInt(event -> event.fields().get("x"))
                    .max()
                    .ifPresent(greatest -> assertThat(state.get(key)).containsEntry("x", greatest));
        }
    }

    /** Since the last delete. */
    @Property(tries = 500)
    void greatestAndLeastOfOneOriginStayAlsoWhenItsChangesComeAgain(
            @ForAll("histories") List<Event> events, @ForAll Random random) {
        List<Event> ofA =
                events.stream().filter(event -> event.origin().equals("a")).toList();
        List<Event> delivered = new ArrayList<>(ofA.subList(0, random.nextInt(ofA.size() + 1)));
        delivered.addAll(ofA);
        Map<String, Map<String, Integer>> state = arrive(delivered, "field.policies", "Account.x:max,Account.y:min");
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
    }

    private static Integer extreme(Integer known, Event event, String field, BinaryOperator<Integer> better) {
        if (event.isDelete()) {
            return null;
        }
        Integer value = event.fields().get(field);
        return value == null || known == null ? (value == null ? known : value) : better.apply(known, value);
    }

    @Property(tries = 200)
    void originNeverWritesAFieldThatIsReadOnlyForIt(@ForAll("updates") List<Event> events, @ForAll Random random) {
        List<Event> ofA =
                events.stream().filter(event -> event.origin().equals("a")).toList();
        assertThat(arrive(interleaved(ofA, random), "field.policies", "Account.x:read-only(a)")
                        .values())
                .allSatisfy(row -> assertThat(row).doesNotContainKey("x"));
    }

    @Property(tries = 200)
    void orderedChangesOfOneOriginAllPassWithoutMemory(@ForAll("histories") List<Event> events) {
        List<Event> ofA =
                events.stream().filter(event -> event.origin().equals("a")).toList();
        assertThat(arrive(ofA, "memory.max.bytes", "0")).isEqualTo(arrive(ofA));
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

    /** What an upserting sink holds in the end: the fields that are not null, by key. */
    private static Map<String, Map<String, Integer>> arrive(List<Event> events, String... settings) {
        return arrive(events, index -> true, settings);
    }

    /** @param written which of the events the sink writes, by their place */
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

    @Provide
    Arbitrary<List<Event>> histories() {
        return history(0.2);
    }

    @Provide
    Arbitrary<List<Event>> updates() {
        return history(0);
    }

    private static Arbitrary<List<Event>> history(double deletes) {
        Arbitrary<Map<String, Integer>> fields = Arbitraries.maps(
                        Arbitraries.of(FIELDS),
                        Arbitraries.integers().between(1, 99).injectNull(0.1))
                .ofMinSize(1)
                .ofMaxSize(3);
        Arbitrary<Event> event = Combinators.combine(
                        Arbitraries.of(ORIGINS),
                        Arbitraries.of("1", "2"),
                        Arbitraries.longs().between(1, 12),
                        fields.injectNull(deletes))
                .as((origin, key, time, written) ->
                        new Event(origin, 0, key, time, written, written != null && written.size() == FIELDS.size()));
        return event.list().ofMaxSize(14).map(ConvergenceTest::numbered);
    }

    private static List<Event> numbered(List<Event> events) {
        List<Event> numbered = new ArrayList<>();
        for (Event event : events) {
            numbered.add(new Event(
                    event.origin(), numbered.size() + 1, event.key(), event.commitTs(), event.fields(), event.whole()));
        }
        return numbered;
    }

    /** Every field of every row is the value of its greatest write; written independently of the code under test. */
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
