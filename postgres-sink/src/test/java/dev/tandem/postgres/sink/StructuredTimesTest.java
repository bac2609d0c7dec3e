/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** Debezium's dates, times and durations that are structs of their parts. */
class StructuredTimesTest extends ExactTest {
    private static final List<String> PARTS = List.of(
            "year",
            "month",
            "day",
            "hour",
            "minute",
            "second",
            "picoseconds",
            "offsetSeconds",
            "years",
            "months",
            "days",
            "hours",
            "minutes",
            "seconds");

    private static final Map<String, Long> MORNING = Map.of("hour", 9L, "minute", 5L, "second", 7L);
    private static final Map<String, Long> DAY = Map.of("year", 2024L, "month", 3L, "day", 15L);

    private static Struct struct(String name, String special, List<Map<String, Long>> parts) {
        SchemaBuilder schema = SchemaBuilder.struct().name("io.debezium.time.Structured" + name);
        PARTS.forEach(part -> schema.field(part, Schema.OPTIONAL_INT64_SCHEMA));
        schema.field("zoneId", Schema.OPTIONAL_STRING_SCHEMA).field("specialValue", Schema.OPTIONAL_STRING_SCHEMA);
        Struct struct = new Struct(schema.build()).put("specialValue", special);
        parts.forEach(some -> some.forEach(struct::put));
        return struct;
    }

    @SafeVarargs
    private static Value value(String type, String name, String stored, Map<String, Long>... parts) {
        Struct struct = struct(name, null, List.of(parts));
        return new Value(type, struct.schema(), struct, stored);
    }

    private static Value infinite(String type, String name, String special, String stored) {
        Struct struct = struct(name, special, List.of());
        return new Value(type, struct.schema(), struct, stored);
    }

    @Test
    void writesPartsAsTimes() {
        Map<String, Long> micros = Map.of("picoseconds", 123_456_000_000L);
        Map<String, Long> offset = Map.of("offsetSeconds", -12_600L);
        List<Value> values = List.of(
                value("date", "Date", "2024-03-15", DAY),
                value("date", "Date", "0045-03-15 BC", Map.of("year", -44L, "month", 3L, "day", 15L)),
                value("time", "TimePrecision6", "09:05:07.123456", MORNING, micros),
                value("time", "Time", "24:00:00", Map.of("hour", 24L)),
                value(
                        "timestamp",
                        "TimestampPrecision6SourceColumn6174",
                        "2024-03-15 09:05:07.123456",
                        DAY,
                        MORNING,
                        micros),
                value("timetz", "ZonedTime", "09:05:07-03:30", MORNING, offset),
                value("timestamp", "ZonedTimestamp", "2024-03-15 12:35:07", DAY, MORNING, offset),
                value(
                        "interval",
                        "Duration",
                        "10 mons 3 days 00:00:04.123456",
                        Map.of("years", 1L, "months", -2L, "days", 3L, "seconds", 4L),
                        micros),
                infinite("timestamp", "Timestamp", "POSITIVE_INFINITY", "infinity"),
                infinite("date", "Date", "NEGATIVE_INFINITY", "-infinity"));

        putEach(values);

        assertAllStored(values);
    }

    @Test
    void rejectsPartsThatColumnCannotHold() {
        List<Value> values = List.of(
                value("timestamp", "Timestamp", null, DAY, MORNING, Map.of("picoseconds", 1L)),
                value("timestamp(3)", "Timestamp", null, DAY, MORNING, Map.of("picoseconds", 123_456_000_000L)),
                value("date", "Timestamp", null, DAY, MORNING),
                value("time", "ZonedTime", null, MORNING, Map.of("offsetSeconds", 3_600L)),
                value("date", "Date", null, Map.of("year", 0L, "month", 0L, "day", 0L)));

        putEach(values);

        assertThat(database.rows("SELECT * FROM public.t")).isEmpty();
        assertThat(sink.errors()).hasSameSizeAs(values);
    }

    @Test
    void createsColumnsOfTheirTypes() {
        Struct zoned = struct("ZonedTimestamp", null, List.of(DAY, MORNING, Map.of("offsetSeconds", 0L)));

        sink.put(RecordKind.FLAT.of("public.t").field("x", zoned.schema()).row(1, zoned));

        assertThat(database.rows("SELECT pg_typeof(x) FROM public.t")).containsExactly("timestamp with time zone");
    }
}
