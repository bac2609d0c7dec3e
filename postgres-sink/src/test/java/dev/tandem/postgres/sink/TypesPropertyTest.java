/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.seed.Tries;
import dev.tandem.postgres.testing.Database;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Random rows of random schemas, written through the sink, are read back as they were. */
class TypesPropertyTest {
    private static final long DAY = 86_400_000L;
    private static final List<Kind> KINDS =
            Stream.of(plain(), logicalAndNested()).flatMap(List::stream).toList();
    private static Database database;
    private static int tables;

    /**
     * A kind of values.
     *
     * @param read the SQL that makes text of the column {@code $}
     * @param text the same text of a value
     */
    private record Kind(Schema schema, Function<Random, Object> value, String read, Function<Object, String> text) {}

    @BeforeAll
    static void open() {
        database = Database.create();
    }

    @AfterAll
    static void close() throws Exception {
        database.close();
    }

    private static List<Kind> plain() {
        return List.of(
                new Kind(Schema.OPTIONAL_BOOLEAN_SCHEMA, Random::nextBoolean, "$::text", Object::toString),
                new Kind(Schema.OPTIONAL_INT8_SCHEMA, r -> (byte) r.nextInt(), "$::text", Object::toString),
                new Kind(Schema.OPTIONAL_INT16_SCHEMA, r -> (short) r.nextInt(), "$::text", Object::toString),
                new Kind(Schema.OPTIONAL_INT32_SCHEMA, Random::nextInt, "$::text", Object::toString),
                new Kind(Schema.OPTIONAL_INT64_SCHEMA, Random::nextLong, "$::text", Object::toString),
                new Kind(
                        Schema.OPTIONAL_FLOAT32_SCHEMA,
                        TypesPropertyTest::float32,
                        "encode(float4send($), 'hex')",
                        value -> "%08x".formatted(Float.floatToIntBits((Float) value))),
                new Kind(
                        Schema.OPTIONAL_FLOAT64_SCHEMA,
                        TypesPropertyTest::float64,
                        "encode(float8send($), 'hex')",
                        value -> "%016x".formatted(Double.doubleToLongBits((Double) value))),
                new Kind(Schema.OPTIONAL_STRING_SCHEMA, TypesPropertyTest::text, "$", Object::toString),
                new Kind(
                        Schema.OPTIONAL_BYTES_SCHEMA,
                        TypesPropertyTest::bytes,
                        "encode($, 'hex')",
                        value -> HexFormat.of().formatHex((byte[]) value)));
    }

    private static List<Kind> logicalAndNested() {
        Schema strings =
                SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).optional().build();
        Schema decimal = Decimal.builder(5).optional().build();
        Schema date = org.apache.kafka.connect.data.Date.builder().optional().build();
        Schema micros = SchemaBuilder.int64()
                .name("io.debezium.time.MicroTimestamp")
                .optional()
                .build();
        return List.of(
                new Kind(
                        decimal,
                        r -> new BigDecimal(new BigInteger(1 + r.nextInt(200), r), 5)
                                .multiply(BigDecimal.valueOf(r.nextBoolean() ? 1 : -1)),
                        "$::text",
                        value -> ((BigDecimal) value).toPlainString()),
                new Kind(
                        date,
                        r -> new Date((r.nextInt(4_000_000) - 2_000_000) * DAY),
                        "($ - date '1970-01-01')::text",
                        value -> String.valueOf(((Date) value).getTime() / DAY)),
                new Kind(
                        Time.builder().optional().build(),
                        r -> new Date(r.nextInt((int) DAY)),
                        "(extract(epoch from $) * 1000)::bigint::text",
                        value -> String.valueOf(((Date) value).getTime())),
                new Kind(
                        Timestamp.builder().optional().build(),
                        r -> new Date(r.nextLong(-100_000_000_000_000L, 100_000_000_000_000L)),
                        "(extract(epoch from $) * 1000)::bigint::text",
                        value -> String.valueOf(((Date) value).getTime())),
                new Kind(
                        micros,
                        r -> r.nextLong(-100_000_000_000_000_000L, 100_000_000_000_000_000L),
                        "(extract(epoch from $) * 1000000)::bigint::text",
                        Object::toString),
                new Kind(
                        strings,
                        r -> IntStream.range(0, r.nextInt(4))
                                .mapToObj(i -> r.nextInt(4) == 0 ? null : text(r))
                                .collect(ArrayList::new, ArrayList::add, ArrayList::addAll),
                        "cardinality($) || (SELECT coalesce(string_agg(coalesce('>' || e, '-'), '' ORDER BY o), '')"
                                + " FROM unnest($) WITH ORDINALITY u(e, o))",
                        value -> ((List<?>) value)
                                .stream()
                                        .map(element -> element == null ? "-" : ">" + element)
                                        .reduce("" + ((List<?>) value).size(), String::concat)),
                new Kind(
                        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                                .optional()
                                .build(),
                        r -> Map.of("k", text(r)),
                        "$ ->> 'k'",
                        value -> String.valueOf(((Map<?, ?>) value).get("k"))));
    }

    /** Returns a number of any bits. Of the many patterns that mean NaN, it is the one that Java uses. */
    private static Object float32(Random random) {
        float value = Float.intBitsToFloat(random.nextInt());
        return Float.isNaN(value) ? Float.NaN : value;
    }

    private static Object float64(Random random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isNaN(value) ? Double.NaN : value;
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(12), 1, 0x1_1000)
                .filter(codePoint -> !Character.isSurrogate((char) codePoint) || codePoint > 0xffff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void readsBackWhatWasWritten() {
        Tries.run(60, TypesPropertyTest::writeAndReadBack);
    }

    private static void writeAndReadBack(Random random) {
        String table = "t" + ++tables;
        List<Kind> kinds = random.ints(1 + random.nextInt(8), 0, KINDS.size())
                .mapToObj(KINDS::get)
                .toList();
        FlatRecords records = (random.nextBoolean() ? RecordKind.FLAT : RecordKind.WITH_HEADERS).of("public." + table);
        StringBuilder read = new StringBuilder("SELECT id::text");
        for (int i = 0; i < kinds.size(); i++) {
            records.field("f" + i, kinds.get(i).schema());
            read.append(", ").append(kinds.get(i).read().replace("$", "f" + i));
        }
        List<String> expected = new ArrayList<>();
        try (Harness sink = Harness.on(database)) {
            List<org.apache.kafka.connect.sink.SinkRecord> put = new ArrayList<>();
            for (int row = 0; row < 20; row++) {
                Object[] values = kinds.stream()
                        .map(kind ->
                                random.nextInt(5) == 0 ? null : kind.value().apply(random))
                        .toArray();
                put.add(records.row(row, values));
                StringBuilder text = new StringBuilder("" + row);
                for (int i = 0; i < values.length; i++) {
                    text.append('|')
                            .append(
                                    values[i] == null
                                            ? "null"
                                            : kinds.get(i).text().apply(values[i]));
                }
                expected.add(text.toString());
            }
            sink.put(put).put(put);
            assertThat(sink.errors()).isEmpty();
        }
        assertThat(database.rows(read + " FROM " + table + " ORDER BY " + table + ".id"))
                .isEqualTo(expected);
    }
}
