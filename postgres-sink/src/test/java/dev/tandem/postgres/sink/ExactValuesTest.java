/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values arrive exactly or are rejected; they are never cut, rounded or replaced. */
class ExactValuesTest extends ExactTest {
    @ParameterizedTest
    @CsvSource({"smallint, 7", "integer, -7", "bigint, 9007199254740992", "numeric, 7", "integer, 0"})
    void writesWholeNumbersToColumnsOfAnyNumber(String type, double number) {
        String expected = new BigDecimal(number).toPlainString();

        assertThat(stored(type, Schema.FLOAT64_SCHEMA, number)).isIn(expected, expected + ".0");
        assertThat(stored(type, Schema.FLOAT32_SCHEMA, (float) number)).isIn(expected, expected + ".0");
        assertThat(stored(type, Decimal.schema(2), new BigDecimal(expected).setScale(2)))
                .isIn(expected, expected + ".00");
        assertThat(sink.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "integer, 7.5",
        "bigint, 1e30",
        "smallint, 70000",
        "integer, NaN",
        "bigint, 9223372036854775807",
        "integer, 1e-9"
    })
    void rejectsNumbersThatIntegerColumnCannotHold(String type, double number) {
        assertThat(stored(type, Schema.FLOAT64_SCHEMA, number)).isNull();
        assertThat(sink.errors()).singleElement().asString().containsIgnoringCase("column x");
    }

    @Test
    void rejectsDecimalsWithFractionForIntegerColumn() {
        assertThat(stored("integer", Decimal.schema(2), new BigDecimal("5.01"))).isNull();
        assertThat(sink.errors()).singleElement().asString().contains("whole number");
    }

    private static List<Value> roundedOrCutByPostgres() {
        Schema zoned = debezium(SchemaBuilder.string(), "time.ZonedTimestamp");
        Schema micros = debezium(SchemaBuilder.int64(), "time.MicroTimestamp");
        Schema numbers = SchemaBuilder.array(Schema.FLOAT64_SCHEMA).build();
        Schema json = debezium(SchemaBuilder.string(), "data.Json");
        Schema texts =
                SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
        return List.of(
                new Value("numeric(10,2)", Decimal.schema(3), new BigDecimal("1.239"), null),
                new Value("numeric(10,2)", Schema.FLOAT64_SCHEMA, 1.239, null),
                new Value("numeric(10,2)", Schema.STRING_SCHEMA, "1.239", null),
                new Value("numeric(4,0)", Schema.FLOAT32_SCHEMA, 7.5f, null),
                new Value("numeric(10,2)[]", numbers, List.of(1.25, 1.239), null),
                new Value("double precision", Schema.INT64_SCHEMA, 9007199254740993L, null),
                new Value("double precision", Decimal.schema(20), new BigDecimal("0.12345678901234567890"), null),
                new Value("real", Schema.FLOAT64_SCHEMA, 0.30000000000000004, null),
                new Value("real", Schema.INT32_SCHEMA, 16777217, null),
                new Value("numeric", Decimal.schema(0), new BigDecimal("1E+131072"), null),
                new Value("numeric", Decimal.schema(0), new BigDecimal("1E+262144"), null),
                new Value("numeric", Decimal.schema(0), new BigDecimal("12E-65537"), null),
                new Value("numeric", Decimal.schema(0), new BigDecimal("1E-16384"), null),
                new Value("text", Decimal.schema(0), new BigDecimal("1E+2000000000"), null),
                new Value("double precision", Decimal.schema(0), new BigDecimal("1E+400"), null),
                new Value("money", Schema.STRING_SCHEMA, "1,50", null),
                new Value("tsvector", Schema.STRING_SCHEMA, "'a':20000", null),
                new Value("cube", Schema.STRING_SCHEMA, "(0.12345678901234567890)", null),
                new Value("seg", Schema.STRING_SCHEMA, "1.23456789", null),
                new Value("hstore", json, "{\"a\":\"1\",\"a\":\"2\"}", null),
                new Value("hstore", Schema.STRING_SCHEMA, "\"a\"=>\"1\", a => 2", null),
                new Value("hstore", Schema.STRING_SCHEMA, "b=>NULL,\"a\\\"\"=>\"1\",a\\\"=>2", null),
                new Value("hstore", json, "{\"a\\u0000\":\"1\",\"\\u0000a\":\"2\"}", null),
                new Value("hstore", texts, Map.of("a\u0000", "1", "\u0000a", "2"), null),
                new Value("jsonb", texts, Map.of("a\u0000", "1", "\u0000a", "2"), null),
                new Value("varchar(3)", Schema.STRING_SCHEMA, "abc  ", null),
                new Value("date", zoned, "2024-03-15T10:00:00Z", null),
                new Value("date", micros, 1_700_000_000_000_001L, null),
                new Value("date", Timestamp.SCHEMA, new Date(1), null),
                new Value("date", Schema.STRING_SCHEMA, "2024-03-15 10:00", null),
                new Value("timestamp(3)", micros, 1_700_000_000_000_001L, null),
                new Value("timestamp(0)", Timestamp.SCHEMA, new Date(1), null),
                new Value("timestamptz(3)", zoned, "2024-03-15T10:00:00.0001Z", null),
                new Value("timestamptz", zoned, "2024-03-15T10:00:00.123456789Z", null),
                new Value("timestamp", Schema.STRING_SCHEMA, "2024-03-15T10:00:00+02:00", null),
                new Value("time(0)", debezium(SchemaBuilder.int64(), "time.MicroTime"), 1L, null),
                new Value("time", debezium(SchemaBuilder.int64(), "time.NanoTime"), 1L, null),
                new Value("time", debezium(SchemaBuilder.string(), "time.ZonedTime"), "10:00:00+02:00", null),
                new Value("timestamp", debezium(SchemaBuilder.int64(), "time.NanoTimestamp"), 1L, null),
                new Value("interval", debezium(SchemaBuilder.int64(), "time.NanoDuration"), 1L, null),
                new Value("bit(3)", debezium(SchemaBuilder.bytes(), "data.Bits"), new byte[] {21}, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "numeric(10,4); numeric(10,2); 1.2345",
                "timestamp; timestamp(0); 2024-03-15 10:00:00.5",
                "timestamp; date; 2024-03-15 10:00:00",
                "double precision; real; 0.12345678901",
                "interval; interval(0); 00:00:01.5",
                "varchar(9); varchar(3); 'abc   '"
            })
    void noticesColumnThatIsNarrowedWhileRecordsFlow(String type, String narrower, String value) {
        database.execute("CREATE TABLE public.t (id int PRIMARY KEY, x " + type + ")");
        FlatRecords records = RecordKind.FLAT.of("public.t").field("x", Schema.STRING_SCHEMA);
        sink.with("schema.evolution", "add").put(records.row(1, value), records.row(2, value));

        database.execute("ALTER TABLE public.t ALTER x TYPE " + narrower + " USING left(x::text, 30)::" + narrower);
        List<String> before = database.rows("SELECT id, x FROM public.t ORDER BY id");
        sink.put(records.row(1, value), records.row(3, value));

        assertThat(database.rows("SELECT id, x FROM public.t ORDER BY id")).isEqualTo(before);
        assertThat(sink.errors()).hasSize(2).allMatch(error -> error.contains("olumn x"));
    }

    @Test
    void writesNumbersOfSeveralTypesInOneBatch() {
        database.execute("CREATE TABLE public.t (id int PRIMARY KEY, x integer)");
        sink.with("schema.evolution", "none");

        sink.put(
                RecordKind.FLAT.of("public.t").field("x", Schema.FLOAT64_SCHEMA).row(1, 7.0),
                RecordKind.FLAT.of("public.t").field("x", Schema.STRING_SCHEMA).row(2, "8"),
                RecordKind.FLAT.of("public.t").field("x", Schema.BOOLEAN_SCHEMA).row(3, true),
                RecordKind.FLAT.of("public.t").field("x", Decimal.schema(1)).row(4, new BigDecimal("9.0")));

        assertThat(sink.errors()).isEmpty();
        assertThat(database.rows("SELECT x FROM public.t ORDER BY id")).containsExactly("7", "8", "1", "9");
    }

    private static List<Value> exactInNarrowColumns() {
        Schema zoned = debezium(SchemaBuilder.string(), "time.ZonedTimestamp");
        Schema micros = debezium(SchemaBuilder.int64(), "time.MicroTimestamp");
        Schema bits = debezium(SchemaBuilder.bytes().parameter("length", "5"), "data.Bits");
        return List.of(
                new Value("numeric(10,2)", Decimal.schema(4), new BigDecimal("1.2300"), "1.23"),
                new Value("numeric(10,2)", Schema.FLOAT64_SCHEMA, 0.1, "0.10"),
                new Value("numeric(10,2)", Schema.FLOAT64_SCHEMA, Double.NaN, "NaN"),
                new Value("numeric(10,2)", Schema.INT64_SCHEMA, 7L, "7.00"),
                new Value("double precision", Decimal.schema(2), new BigDecimal("0.10"), "0.1"),
                new Value("double precision", Schema.INT64_SCHEMA, 9007199254740992L, "9.007199254740992e+15"),
                new Value("real", Schema.FLOAT64_SCHEMA, 0.1, "0.1"),
                new Value("double precision", Decimal.schema(0), new BigDecimal("1E+300"), "1e+300"),
                new Value("money", Schema.STRING_SCHEMA, "$1,234.50", "$1,234.50"),
                new Value("tsvector", Schema.STRING_SCHEMA, "'a:20000':1 'b':16383A", "'a:20000':1 'b':16383A"),
                new Value(
                        "hstore",
                        Schema.STRING_SCHEMA,
                        "a=>\"a=>1\", \"a, a\"=>a=>1",
                        "\"a\"=>\"a=>1\", \"a, a\"=>\"a=>1\""),
                new Value("real", Schema.FLOAT64_SCHEMA, Double.POSITIVE_INFINITY, "Infinity"),
                new Value("varchar(3)", Schema.STRING_SCHEMA, "ab ", "ab "),
                new Value("date", zoned, "2024-03-15T00:00:00Z", "2024-03-15"),
                new Value("date", Timestamp.SCHEMA, new Date(86_400_000L), "1970-01-02"),
                new Value("date", micros, -86_400_000_000L, "1969-12-31"),
                new Value("timestamp(3)", micros, 1_700_000_000_123_000L, "2023-11-14 22:13:20.123"),
                new Value("timestamp", zoned, "2024-03-15T10:00:00.5+02:00", "2024-03-15 08:00:00.5"),
                new Value("timestamp", zoned, "-0044-03-15T01:00:00+02:00", "0045-03-14 23:00:00 BC"),
                new Value("timestamp", zoned, "infinity", "infinity"),
                new Value("time", debezium(SchemaBuilder.string(), "time.ZonedTime"), "10:00:00Z", "10:00:00"),
                new Value("bit(5)", bits, new byte[] {21}, "10101"),
                new Value("bit(5)", bits, new byte[] {1}, "00001"));
    }

    @Test
    void rejectsValuesThatColumnWouldRoundOrCut() {
        database.execute("CREATE EXTENSION cube; CREATE EXTENSION seg; CREATE EXTENSION hstore");
        List<Value> values = roundedOrCutByPostgres();

        putEach(values);

        assertThat(sink.errors()).hasSameSizeAs(values).allMatch(error -> error.contains("public.t"));
        assertThat(database.rows("SELECT id FROM public.t")).isEmpty();
    }

    @Test
    void writesValuesThatFitNarrowColumns() {
        database.execute("CREATE EXTENSION hstore");
        List<Value> values = exactInNarrowColumns();

        putEach(values);

        assertAllStored(values);
    }

    @Test
    void stripsNulFromJson() {
        Schema struct = SchemaBuilder.struct().field("c", Schema.STRING_SCHEMA).build();
        Schema map =
                SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
        Schema structs = SchemaBuilder.array(struct).build();
        Schema json = SchemaBuilder.string().name("io.debezium.data.Json").build();
        Struct value = new Struct(struct).put("c", "c\u0000d");

        assertThat(stored("jsonb", struct, value)).isEqualTo("{\"c\": \"cd\"}");
        assertThat(stored("jsonb", structs, List.of(value))).isEqualTo("[{\"c\": \"cd\"}]");
        assertThat(stored("jsonb", map, Map.of("k\u0000e", "v\u0000w"))).isEqualTo("{\"ke\": \"vw\"}");
        assertThat(stored("jsonb", json, "{\"n\": \"a\\u0000b\"}")).isEqualTo("{\"n\": \"ab\"}");
        assertThat(stored("jsonb", json, "{\"n\": \"a\\\\u0000b\"}")).isEqualTo("{\"n\": \"a\\\\u0000b\"}");
        assertThat(stored("jsonb", json, "{\"n\": \"a\\\\\\u0000b\"}")).isEqualTo("{\"n\": \"a\\\\b\"}");
        assertThat(stored("jsonb", Schema.STRING_SCHEMA, "\"\\u0000x\"")).isEqualTo("\"x\"");
        assertThat(stored("jsonb[]", SchemaBuilder.array(json).build(), List.of("{\"n\": \"\\u0000\"}")))
                .isEqualTo("{\"{\\\"n\\\": \\\"\\\"}\"}");
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void rejectsNulInJsonIfAsked() {
        Schema json = SchemaBuilder.string().name("io.debezium.data.Json").build();
        sink.with("text.nul.characters", "fail");

        assertThat(stored("jsonb", json, "{\"n\": \"a\\u0000b\"}")).isNull();
        assertThat(sink.errors()).singleElement().asString().contains("U+0000");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-03-15T00:00:00Z, 2024-03-15 00:00:00",
        "0001-03-15T00:00:00Z, 0001-03-15 00:00:00",
        "0000-03-15T00:00:00Z, 0001-03-15 00:00:00 BC",
        "-0044-03-15T00:00:00Z, 0045-03-15 00:00:00 BC",
        "-0044-03-15T02:00:00.5+02:00, 0045-03-15 00:00:00.5 BC",
        "+12345-01-01T00:00:00Z, 12345-01-01 00:00:00",
        "-4712-01-01T00:00:00Z, 4713-01-01 00:00:00 BC"
    })
    void writesZonedTimestampsOfAnyYear(String iso, String expected) {
        Schema zoned =
                SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").build();

        assertThat(stored("timestamptz", "(x AT TIME ZONE 'UTC')::text", zoned, iso))
                .isEqualTo(expected);
    }

    private String stored(String type, Schema schema, Object value) {
        return stored(type, "x::text", schema, value);
    }

    private String stored(String type, String read, Schema schema, Object value) {
        sink.close();
        database.execute("DROP TABLE IF EXISTS public.t; CREATE TABLE public.t (id int PRIMARY KEY, x " + type + ")");
        sink.put(RecordKind.FLAT.of("public.t").field("x", schema).row(1, value));
        List<String> rows = database.rows("SELECT " + read + " FROM public.t");
        return rows.isEmpty() ? null : rows.get(0);
    }
}
