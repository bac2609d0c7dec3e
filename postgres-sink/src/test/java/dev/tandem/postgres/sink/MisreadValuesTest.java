/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Values that Postgres would take for something else are rejected, and unusual ones are not. */
class MisreadValuesTest extends ExactTest {
    private static final Schema TEXT = Schema.STRING_SCHEMA;
    private static final Schema ZONED = debezium(SchemaBuilder.string(), "time.ZonedTimestamp");
    private static final Schema MICROS = debezium(SchemaBuilder.int64(), "time.MicroTimestamp");
    private static final Schema DATE = debezium(SchemaBuilder.int32(), "time.Date");
    private static final Schema DECIMALS =
            SchemaBuilder.array(Decimal.schema(1)).build();
    private static final Schema DURATION = debezium(SchemaBuilder.int64(), "time.MicroDuration");

    private static Value bad(String type, Schema schema, Object value) {
        return new Value(type, schema, value, null);
    }

    private static List<Value> numbersOfNoUnit() {
        Schema variable = SchemaBuilder.struct()
                .name("io.debezium.data.VariableScaleDecimal")
                .field("scale", Schema.INT32_SCHEMA)
                .field("value", Schema.BYTES_SCHEMA)
                .build();
        Struct five = new Struct(variable).put("scale", 0).put("value", new byte[] {5});
        return List.of(
                bad("interval", Schema.INT64_SCHEMA, 5L),
                bad("interval", Schema.INT32_SCHEMA, 5),
                bad("interval", Schema.FLOAT64_SCHEMA, 1.5),
                bad("interval", Decimal.schema(0), BigDecimal.TEN),
                bad("interval", variable, five),
                bad("interval hour", Schema.INT64_SCHEMA, 5L),
                bad("interval[]", SchemaBuilder.array(Schema.INT64_SCHEMA).build(), List.of(5L)),
                bad("date", Schema.INT32_SCHEMA, 20_240_315),
                bad("date", debezium(SchemaBuilder.int32(), "time.Year"), 2024),
                bad("date", Schema.FLOAT64_SCHEMA, 2.5),
                bad("time", Schema.INT32_SCHEMA, 100_000),
                bad("timetz", Schema.INT32_SCHEMA, 100_000),
                bad("timestamp", Schema.INT64_SCHEMA, 20_240_315L),
                bad("timestamptz", Schema.INT64_SCHEMA, 20_240_315L),
                bad("duration", Schema.INT64_SCHEMA, 5L),
                bad("bit(3)", Schema.INT32_SCHEMA, 101),
                bad("bit varying", Decimal.schema(0), new BigDecimal("10")),
                bad("bytea", Schema.INT32_SCHEMA, 7),
                bad("bytea", Schema.BOOLEAN_SCHEMA, true),
                bad("bytea", debezium(SchemaBuilder.string(), "data.Json"), "{}"),
                bad("integer", debezium(SchemaBuilder.bytes(), "data.Bits"), new byte[] {5}),
                bad("numeric", debezium(SchemaBuilder.bytes(), "data.Bits"), new byte[] {5}),
                bad("inet", Schema.INT64_SCHEMA, 167_772_161L),
                bad("cidr", Schema.INT32_SCHEMA, 10),
                bad("interval", TEXT, "5"),
                bad("interval", debezium(SchemaBuilder.string(), "data.Json"), "5"),
                bad("date", debezium(SchemaBuilder.string(), "data.Json"), "20240315"),
                bad("int4range", SchemaBuilder.array(Schema.INT32_SCHEMA).build(), List.of(5, 101)),
                bad("bytea", SchemaBuilder.array(TEXT).build(), List.of("a")),
                bad("\"char\"", Decimal.schema(2), new BigDecimal("12.50")),
                bad("macaddr", debezium(SchemaBuilder.int32(), "time.Date"), 19_000),
                bad("macaddr", Schema.INT64_SCHEMA, 112_233_445_566L));
    }

    private static List<Value> valuesOfOtherKinds() {
        return List.of(
                bad("interval", TEXT, "(1.5)"),
                bad("interval", DECIMALS, List.of(new BigDecimal("1.5"))),
                bad("date", SchemaBuilder.array(Schema.INT32_SCHEMA).build(), List.of(1, 2, 3)),
                bad("timestamp", SchemaBuilder.array(DATE).build(), List.of(19_000)),
                bad("timestamptz", SchemaBuilder.array(ZONED).build(), List.of("2024-03-15T10:00:00Z")),
                bad("date", TEXT, "03/04/2024"),
                bad("timestamp", TEXT, "15.03.2024 10:00"),
                bad("timestamptz", TEXT, "24-03-15"),
                bad("daterange", TEXT, "[03/04/2024,]"),
                bad("numeric", DATE, Integer.MAX_VALUE),
                bad("double precision", ZONED, "infinity"),
                bad("interval", ZONED, "-infinity"),
                bad("money", DATE, 1),
                bad("jsonb", debezium(SchemaBuilder.bytes(), "data.Bits"), new byte[] {5}),
                bad("regtype", debezium(SchemaBuilder.bytes(), "data.Bits"), new byte[] {5}),
                bad("boolean", debezium(SchemaBuilder.bytes(), "data.Bits"), new byte[] {1}),
                bad("tsvector", SchemaBuilder.array(TEXT).build(), List.of("b a")),
                bad("tsquery", SchemaBuilder.map(TEXT, TEXT).build(), Map.of()),
                bad("bytea", SchemaBuilder.array(Schema.INT32_SCHEMA).build(), List.of()),
                bad("\"char\"", SchemaBuilder.array(Schema.INT32_SCHEMA).build(), List.of(1, 2)),
                bad("name", SchemaBuilder.array(TEXT).build(), List.of("a".repeat(70))),
                bad("money", TEXT, ""),
                bad("money", TEXT, "$"),
                bad("money", TEXT, "1.234,50"),
                bad("money", TEXT, "1 2"),
                bad("money", TEXT, "10 20"),
                bad("money", TEXT, "1 .5"),
                bad("money[]", SchemaBuilder.array(Decimal.schema(3)).build(), List.of(new BigDecimal("1.239"))));
    }

    private static List<Value> timesThatLosePart() {
        Schema zonedTimes = SchemaBuilder.array(ZONED).build();
        Schema nested = SchemaBuilder.array(SchemaBuilder.array(TEXT).build()).build();
        return List.of(
                bad("time", Timestamp.SCHEMA, new Date(1)),
                bad("time", MICROS, 1L),
                bad("time", ZONED, "2024-03-15T10:00:00Z"),
                bad("timetz", ZONED, "2024-03-15T10:00:00Z"),
                bad("time", debezium(SchemaBuilder.string(), "time.IsoTimestamp"), "2024-03-15T10:00:00Z"),
                bad("time", debezium(SchemaBuilder.int32(), "time.Date"), 1),
                bad("time[]", zonedTimes, List.of("2024-03-15T10:00:00Z")),
                bad("interval(3)", DURATION, 1_234_567L),
                bad("interval(0)", debezium(SchemaBuilder.int64(), "time.NanoDuration"), 1_500_000_000L),
                bad("interval(3)", debezium(SchemaBuilder.int64(), "time.MicroTime"), 1L),
                bad("interval(3)", TEXT, "1234567 microseconds"),
                bad("interval(3)", TEXT, "1.2345 ms"),
                bad("interval", TEXT, "1.5 microseconds"),
                bad("interval", TEXT, "0.0001 milliseconds"),
                bad("interval day", TEXT, "1 2:03:04"),
                bad("interval day", TEXT, "1.5 weeks"),
                bad("interval day", TEXT, "P0001-02-03T04:05:06"),
                bad("interval day", debezium(SchemaBuilder.string(), "time.Interval"), "P0Y0M0DT0H0M0.0000001S"),
                bad("interval year to month", TEXT, "1 2:03:04"),
                bad("interval year", TEXT, "1-2"),
                bad("interval year", TEXT, "1 week 0 days"),
                bad("interval month", TEXT, "P2W"),
                bad("interval day", TEXT, "2 days 0.5 sec"),
                bad("interval day to hour", TEXT, "1 2:03"),
                bad("interval day", TEXT, "1.5 hrs"),
                bad("interval", TEXT, "1.333 decades"),
                bad("interval", TEXT, "0.0001 centuries"),
                bad("date", TEXT, "today"),
                bad("timestamp", TEXT, "Now"),
                bad("timestamptz", TEXT, "tomorrow 10:00"),
                bad("time", TEXT, "now"),
                bad("time", TEXT, "2024-03"),
                bad("timestamp", TEXT, "2016-12-31 23:59:60"),
                bad("timestamptz", ZONED, "2016-12-31T23:59:60Z"),
                bad("time", TEXT, "23:59:60"),
                bad("timetz", TEXT, "23:59:60+00"),
                bad("tsrange", TEXT, "[2016-12-31 23:59:60,)"),
                bad("timestamp", ZONED, "2024-03-15 10:00:00+02:00"),
                bad("text[]", nested, List.of(List.of(), List.of())));
    }

    private static List<Value> unusualTimes() {
        return List.of(
                new Value("interval", DURATION, 5_400_000_001L, "01:30:00.000001"),
                new Value("interval", DURATION, -1L, "-00:00:00.000001"),
                new Value("interval", DURATION, 0L, "00:00:00"),
                new Value("interval(3)", DURATION, 1_234_000L, "00:00:01.234"),
                new Value("interval", TEXT, "1500 ms", "00:00:01.5"),
                new Value("interval day", TEXT, "1 year 2 mons -3 days", "1 year 2 mons -3 days"),
                new Value("interval day", TEXT, "3 days ago", "-3 days"),
                new Value("interval day to minute", TEXT, "1 day 02:03", "1 day 02:03:00"),
                new Value("interval year to month", TEXT, "1-2", "1 year 2 mons"),
                new Value("interval day", TEXT, "1 week", "7 days"),
                new Value("interval day", TEXT, "P2W", "14 days"),
                new Value("interval day", TEXT, "1 year -2 weeks 3 d", "1 year -11 days"),
                new Value("interval year", TEXT, "2 decades", "20 years"),
                new Value("interval year", TEXT, "1 century 2 yrs ago", "-102 years"),
                new Value("interval day to minute", TEXT, "1 2:03", "1 day 02:03:00"),
                new Value("interval day to minute", TEXT, "1-2 3 4:05:00", "1 year 2 mons 3 days 04:05:00"),
                new Value("interval minute", TEXT, "1 hr 2 mins 0.0 secs", "01:02:00"),
                new Value(
                        "interval hour",
                        debezium(SchemaBuilder.string(), "time.Interval"),
                        "P1DT2H0M0.0S",
                        "1 day 02:00:00"),
                new Value("interval year to month", TEXT, "P1Y2M", "1 year 2 mons"),
                new Value("interval", TEXT, "1.5 decades", "15 years"),
                new Value("interval", TEXT, "P1Y2M3DT4H5M6.789S", "1 year 2 mons 3 days 04:05:06.789"),
                new Value("date", TEXT, "0044-03-15 BC", "0044-03-15 BC"),
                new Value("date", TEXT, "-infinity", "-infinity"),
                new Value("timestamp", TEXT, "infinity", "infinity"),
                new Value("timetz", TEXT, "24:00:00+02", "24:00:00+02"),
                new Value("varchar(40)", TEXT, "now or tomorrow", "now or tomorrow"),
                new Value("tsrange", TEXT, "[2024-03-15,infinity]", "[\"2024-03-15 00:00:00\",infinity]"));
    }

    private static List<Value> unusualOthers() {
        String huge = "{\"n\": 12345678901234567890.12345678901234567890}";
        Schema json = debezium(SchemaBuilder.string(), "data.Json");
        Schema bit = debezium(SchemaBuilder.bytes().parameter("length", "1"), "data.Bits");
        return List.of(
                new Value("bit(1)", Schema.INT32_SCHEMA, 1, "1"),
                new Value("bit(1)", Schema.INT16_SCHEMA, (short) 0, "0"),
                new Value("boolean", Schema.INT32_SCHEMA, 1, "true"),
                new Value("boolean", bit, new byte[] {1}, "true"),
                new Value("boolean", bit, new byte[] {0}, "false"),
                new Value("date", TEXT, "15-Mar-2024", "2024-03-15"),
                new Value("money", TEXT, "($1,234.50)", "-$1,234.50"),
                new Value("money", TEXT, " - $ 1.50 ", "-$1.50"),
                new Value("money", TEXT, "1.50 $ -", "-$1.50"),
                new Value("money", Decimal.schema(2), new BigDecimal("-1234.50"), "-$1,234.50"),
                new Value("money", Schema.FLOAT64_SCHEMA, 0.1, "$0.10"),
                new Value("money[]", DECIMALS, List.of(new BigDecimal("1.5")), "{$1.50}"),
                new Value("double precision", Schema.FLOAT64_SCHEMA, -0.0, "-0"),
                new Value("real", Schema.FLOAT32_SCHEMA, -0.0f, "-0"),
                new Value("real", Schema.FLOAT64_SCHEMA, Double.NaN, "NaN"),
                new Value("text", Schema.FLOAT64_SCHEMA, -0.0, "-0.0"),
                new Value("numeric", TEXT, "POSITIVE_INFINITY", "Infinity"),
                new Value("jsonb", json, huge, huge),
                new Value("json", json, "{ \"a\" : 1,  \"a\":2 }", "{ \"a\" : 1,  \"a\":2 }"),
                new Value("macaddr8", TEXT, "08:00:2b:01:02:03:04:05", "08:00:2b:01:02:03:04:05"),
                new Value("xml", TEXT, "<a> 1 </a>", "<a> 1 </a>"),
                new Value("tsvector", TEXT, "'a':1 'b':2", "'a':1 'b':2"),
                new Value("bit varying(5)", TEXT, "101", "101"),
                new Value("oid", Schema.INT64_SCHEMA, 4_294_967_295L, "4294967295"),
                new Value("oid", Decimal.schema(0), new BigDecimal("7"), "7"),
                new Value("bytea[]", SchemaBuilder.array(TEXT).build(), List.of("\\x61"), "{\"\\\\x61\"}"),
                new Value(
                        "uuid", TEXT, "{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                new Value("text", Schema.BYTES_SCHEMA, new byte[] {97, 98}, "\\x6162"),
                new Value("bytea", TEXT, "\\x6162", "\\x6162"),
                new Value("int8multirange", TEXT, "{[1,3),[5,7)}", "{[1,3),[5,7)}"),
                new Value(
                        "interval[]",
                        SchemaBuilder.array(Schema.OPTIONAL_INT64_SCHEMA).build(),
                        List.of(),
                        "{}"));
    }

    @Test
    void rejectsNumbersThatColumnWouldMisread() {
        assertRejectsAll(numbersOfNoUnit());
    }

    @Test
    void rejectsValuesOfOtherKindsThanColumn() {
        assertRejectsAll(valuesOfOtherKinds());
    }

    @Test
    void rejectsTimesThatColumnWouldRoundOrCut() {
        assertRejectsAll(timesThatLosePart());
    }

    @Test
    void saysWhetherUnitsOfIntervalAreSmallOrUnknown() {
        assertRejectsAll(List.of(
                bad("interval day", TEXT, "1 week 1 h"),
                bad("interval day", TEXT, "1 fortnight"),
                bad("interval day", TEXT, "1 day 5")));

        assertThat(sink.errors())
                .satisfiesExactly(
                        error -> assertThat(error).contains("smaller units than the column"),
                        error -> assertThat(error).contains("units are not known"),
                        error -> assertThat(error).contains("units are not known"));
    }

    @Test
    void writesUnusualValues() {
        List<Value> values = new ArrayList<>(unusualTimes());
        values.addAll(unusualOthers());

        putEach(values);

        assertAllStored(values);
    }

    @Test
    void rejectsWhatOtherColumnsRefuseByThemselves() {
        database.execute("CREATE TYPE mood AS ENUM ('sad'); CREATE DOMAIN must AS int CHECK (VALUE > 0)");
        assertRejectsAll(List.of(
                bad("mood", TEXT, "happy"),
                bad("must", Schema.INT32_SCHEMA, -1),
                bad("bit varying(3)", TEXT, "10101"),
                bad("inet", TEXT, "10.0.0.256"),
                bad("xml", TEXT, "<a>"),
                bad("json", TEXT, "{"),
                bad("jsonb", TEXT, "\"\\ud83d\""),
                bad("numeric(5,2)", TEXT, "Infinity"),
                bad("uuid", TEXT, "a0eebc99"),
                bad("int4range", TEXT, "[5,1)"),
                bad("interval", debezium(SchemaBuilder.string(), "time.Interval"), "five"),
                bad("integer[]", SchemaBuilder.array(TEXT).build(), List.of("x"))));
    }

    @Test
    void namesColumnOfTextThatTypeCannotRead() {
        database.execute("CREATE EXTENSION ltree; CREATE DOMAIN few AS numeric(5,2) CHECK (VALUE < 500);"
                + " CREATE DOMAIN fewer AS few CHECK (VALUE > 7)");
        List<Value> values = List.of(
                bad("regclass", TEXT, "nowhere"),
                bad("regclass", TEXT, "nowhere.nothing"),
                bad("regproc", TEXT, "nothing"),
                bad("regprocedure", TEXT, "nothing(int)"),
                bad("regrole", TEXT, "stranger"),
                bad("regtype", TEXT, "nothing"),
                bad("regnamespace", TEXT, "nowhere"),
                bad("json", TEXT, "[".repeat(20_000)),
                bad("fewer", Schema.INT32_SCHEMA, 600),
                bad("fewer", Schema.INT32_SCHEMA, 1),
                bad("ltree", TEXT, "a..b"),
                bad("tsvector", TEXT, "'a':0"),
                bad("jsonpath", TEXT, "$."),
                bad("bit(3)", TEXT, "1"),
                bad("bit varying(3)", TEXT, "10101"));
        assertRejectsAll(values);

        assertThat(sink.errors())
                .allSatisfy(error ->
                        assertThat(error).containsPattern("column c\\d").doesNotContain("Postgres rejected it"));
    }

    @Test
    void namesColumnBehindAmountThatColumnReadsAsNumber() {
        database.execute("CREATE TABLE t (id int PRIMARY KEY, amount money, count integer)");
        FlatRecords records =
                RecordKind.FLAT.of("public.t").field("amount", TEXT).field("count", TEXT);

        sink.put(records.row(1, "1e3", "7"), records.row(2, "1e3", "many"));

        assertThat(database.rows("SELECT amount, count FROM t")).containsExactly("$1,000.00|7");
        assertThat(sink.errors()).singleElement().asString().contains("column count");
    }

    @Test
    void rejectsMapsWhoseBracesColumnWouldRead() {
        Schema map = SchemaBuilder.map(TEXT, TEXT).build();
        Schema struct = SchemaBuilder.struct().build();
        assertRejectsAll(List.of(
                bad("text[]", map, Map.of()),
                bad("jsonb[]", map, Map.of()),
                bad("int4multirange", map, Map.of()),
                bad("integer[]", struct, new Struct(struct))));
    }

    @Test
    void keepsToScaleLeftOfPoint() {
        int server = Integer.parseInt(database.rows("SHOW server_version_num").get(0));
        Assumptions.assumeTrue(server >= 150_000, "a scale may be negative since PostgreSQL 15");
        putEach(List.of(
                new Value("numeric(5,-2)", Schema.INT64_SCHEMA, 12_300L, "12300"),
                new Value("numeric(5,-2)", Schema.INT64_SCHEMA, 0L, "0"),
                new Value("numeric(5,-2)", Decimal.schema(2), new BigDecimal("0.00"), "0"),
                bad("numeric(5,-2)", Schema.INT64_SCHEMA, 12_345L),
                bad("numeric(5,-2)", Schema.FLOAT64_SCHEMA, 0.5)));

        assertThat(database.rows("SELECT coalesce(c0, c1, c2) FROM public.t ORDER BY id"))
                .containsExactly("12300", "0", "0");
        assertThat(sink.errors()).hasSize(2);
    }

    private void assertRejectsAll(List<Value> values) {
        database.execute("CREATE DOMAIN duration AS interval");

        putEach(values);

        assertThat(database.rows("SELECT * FROM public.t")).isEmpty();
        assertThat(sink.errors()).hasSameSizeAs(values).allMatch(error -> error.contains("public.t"));
    }
}
