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
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.junit.jupiter.api.Test;

/**
 * Values for domains, arrays, composite types, ranges and other types than those of numbers and texts. They arrive exactly or are
 * rejected.
 */
class ExactNestedValuesTest extends ExactTest {
    private static List<Value> cutByOtherTypes() {
        Schema texts = SchemaBuilder.array(Schema.STRING_SCHEMA).build();
        Schema doubles = SchemaBuilder.array(Schema.FLOAT64_SCHEMA).build();
        Schema zones = SchemaBuilder.array(debezium(SchemaBuilder.string(), "time.ZonedTime"))
                .build();
        Schema micros = debezium(SchemaBuilder.int64(), "time.MicroTimestamp");
        Schema duration = debezium(SchemaBuilder.int64(), "time.MicroDuration");
        return List.of(
                new Value("cents", Decimal.schema(3), new BigDecimal("1.239"), null),
                new Value("cents_of_cents", Schema.FLOAT64_SCHEMA, 1.239, null),
                new Value("list_of_cents", doubles, List.of(1.239), null),
                new Value("cents[]", doubles, List.of(1.239), null),
                new Value("short", Schema.STRING_SCHEMA, "abc  ", null),
                new Value("noon", micros, 1L, null),
                new Value("money", Schema.FLOAT64_SCHEMA, 1.239, null),
                new Value("money", Schema.STRING_SCHEMA, "$1.239", null),
                new Value("oid", Schema.INT64_SCHEMA, -1L, null),
                new Value("\"char\"", Schema.STRING_SCHEMA, "abc", null),
                new Value("name", Schema.STRING_SCHEMA, "x".repeat(64), null),
                new Value("numeric(5,2)", Schema.STRING_SCHEMA, "1_0.239", null),
                new Value("interval year to month", Schema.STRING_SCHEMA, "1 year 2 mons 3 days", null),
                new Value("interval day to second(0)", Schema.STRING_SCHEMA, "1 day 00:00:01.5", null),
                new Value("interval hour", duration, 5_400_000_000L, null),
                new Value("time", Schema.STRING_SCHEMA, "2024-03-15 10:00", null),
                new Value("timetz", Schema.STRING_SCHEMA, "2024-03-15T10:00Z", null),
                new Value("time", Schema.STRING_SCHEMA, "10:00 PST", null),
                new Value("time", Time.SCHEMA, new Date(90_000_000L), null),
                new Value("time", debezium(SchemaBuilder.int64(), "time.MicroTime"), -1L, null),
                new Value("time[]", zones, List.of("10:00+02:00"), null),
                new Value("timestamp", Schema.STRING_SCHEMA, "2024-03-15 10:00:00 +0200", null),
                new Value("timestamp", Schema.STRING_SCHEMA, "2024-03-15 10:00:00 Europe/Berlin", null),
                new Value("timestamp", Schema.STRING_SCHEMA, "20240315T100000-0330", null),
                new Value("timestamp[]", texts, List.of("2024-03-15 10:00:00 EST"), null),
                new Value("date", Schema.STRING_SCHEMA, "2024-03-15 5:30 PM", null),
                new Value("date", Schema.STRING_SCHEMA, "20240315T040506", null),
                new Value("tsrange", Schema.STRING_SCHEMA, "[\"2024-03-15 10:00:00+02\",\"2024-03-16\")", null),
                new Value("tstzrange", Schema.STRING_SCHEMA, "[2024-03-15,\"2024-03-16 10:00:00.1234567Z\")", null),
                new Value("daterange", Schema.STRING_SCHEMA, "[2024-03-15,\"2024-03-16 10:00\")", null),
                new Value("integer[]", doubles, List.of(1.5), null),
                new Value("numeric(5,2)[]", Schema.STRING_SCHEMA, "{{1.2},{1.239}}", null),
                new Value("varchar(3)[]", Schema.STRING_SCHEMA, "{\"abc  \"}", null),
                new Value("varchar(3)[]", texts, List.of("abcd"), null),
                new Value("char(3)[]", texts, List.of("abcd"), null),
                new Value("xid", Schema.INT64_SCHEMA, -1L, null),
                new Value("xid", Schema.STRING_SCHEMA, "4294967296", null),
                new Value("xid8", Schema.INT64_SCHEMA, -1L, null),
                new Value("point", Schema.STRING_SCHEMA, "(1.12345678901234567890,2)", null),
                new Value("polygon", Schema.STRING_SCHEMA, "((0,0),(1,9007199254740993))", null),
                new Value("price", Schema.STRING_SCHEMA, "(1.239,2024-03-15)", null),
                new Value("price", Schema.STRING_SCHEMA, "(1.23,\"2024-03-15 10:00\")", null),
                new Value("price[]", texts, List.of("(1.239,)"), null),
                new Value("price[]", Schema.STRING_SCHEMA, "{\"(1.239,)\"}", null),
                new Value("interval", Schema.STRING_SCHEMA, "1.33 years", null),
                new Value("interval", Schema.STRING_SCHEMA, "P1.33Y", null),
                new Value("text", Schema.STRING_SCHEMA, "half \ud83d", null),
                new Value("timestamp", debezium(SchemaBuilder.int64(), "time.Timestamp"), Long.MAX_VALUE, null));
    }

    private static List<Value> exactInOtherTypes() {
        Schema texts = SchemaBuilder.array(Schema.STRING_SCHEMA).build();
        Schema doubles = SchemaBuilder.array(Schema.FLOAT64_SCHEMA).build();
        Schema instants = SchemaBuilder.array(debezium(SchemaBuilder.string(), "time.ZonedTimestamp"))
                .build();
        Schema bits = SchemaBuilder.array(debezium(SchemaBuilder.bytes().parameter("length", "5"), "data.Bits"))
                .build();
        Schema flags = SchemaBuilder.array(Schema.BOOLEAN_SCHEMA).build();
        Schema decimals = SchemaBuilder.array(Decimal.schema(2)).build();
        Schema json = debezium(SchemaBuilder.string(), "data.Json");
        Schema time = debezium(SchemaBuilder.int64(), "time.MicroTime");
        return List.of(
                new Value("cents", Schema.FLOAT64_SCHEMA, 1.5, "1.50"),
                new Value("cents[]", doubles, List.of(1.5), "{1.50}"),
                new Value("money", Schema.FLOAT64_SCHEMA, 1e10, "$10,000,000,000.00"),
                new Value("\"char\"", Schema.STRING_SCHEMA, "a", "a"),
                new Value("name", Schema.STRING_SCHEMA, "x".repeat(63), "x".repeat(63)),
                new Value("interval year to month", Schema.STRING_SCHEMA, "1 year 2 mons", "1 year 2 mons"),
                new Value("interval", time, 3_020_399_000_000L, "838:59:59"),
                new Value("time", Time.SCHEMA, new Date(86_400_000L), "24:00:00"),
                new Value("timestamp", Schema.STRING_SCHEMA, "2024-03-15T10:00:00Z", "2024-03-15 10:00:00"),
                new Value("timestamp", Schema.STRING_SCHEMA, "2024-03-15 05:00 PM", "2024-03-15 17:00:00"),
                new Value("timestamp[]", instants, List.of("2024-03-15T10:00+02:00"), "{\"2024-03-15 08:00:00\"}"),
                new Value("date", Schema.STRING_SCHEMA, "March 15, 2024", "2024-03-15"),
                new Value(
                        "daterange",
                        Schema.STRING_SCHEMA,
                        "[2024-03-15,\"2024-03-16 00:00\")",
                        "[2024-03-15,2024-03-16)"),
                new Value("numeric", Schema.STRING_SCHEMA, "NAN", "NaN"),
                new Value("double precision", Schema.STRING_SCHEMA, "NEGATIVE_INFINITY", "-Infinity"),
                new Value("integer[]", doubles, List.of(1.0, 2.0), "{1,2}"),
                new Value("numeric(5,2)[]", Schema.STRING_SCHEMA, "{1.20,NULL}", "{1.20,NULL}"),
                new Value("char(3)[]", texts, List.of("ab", "abc"), "{\"ab \",abc}"),
                new Value("char(3)[]", Schema.STRING_SCHEMA, "{{ab}}", "{{\"ab \"}}"),
                new Value("xid", Schema.INT64_SCHEMA, 4294967295L, "4294967295"),
                new Value("point", Schema.STRING_SCHEMA, "(1.5,-2e3)", "(1.5,-2000)"),
                new Value("price", Schema.STRING_SCHEMA, "(1.23,2024-03-15)", "(1.23,2024-03-15)"),
                new Value("price", Schema.STRING_SCHEMA, "(,\"2024-03-15 00:00\")", "(,2024-03-15)"),
                new Value("interval", Schema.STRING_SCHEMA, "1.5 years 2.5 hours", "1 year 6 mons 02:30:00"),
                new Value("bigint[]", decimals, List.of(new BigDecimal("5.00")), "{5}"),
                new Value("bit(1)", Schema.BOOLEAN_SCHEMA, true, "1"),
                new Value("bit(1)[]", flags, List.of(true, false), "{1,0}"),
                new Value("bit(5)[]", bits, List.of(new byte[] {21}), "{10101}"),
                new Value("hstore", json, "{\"a\": \"c\", \"d\": null}", "\"a\"=>\"c\", \"d\"=>NULL"),
                new Value("varchar(1)", Schema.STRING_SCHEMA, "\ud83d\ude00", "\ud83d\ude00"));
    }

    private void createDomains() {
        database.execute(
                "CREATE EXTENSION hstore; CREATE DOMAIN cents AS numeric(10,2);"
                        + " CREATE DOMAIN cents_of_cents AS cents; CREATE DOMAIN list_of_cents AS numeric(10,2)[];"
                        + " CREATE TYPE price AS (amount numeric(5,2), day date); CREATE DOMAIN short AS varchar(3); CREATE DOMAIN noon AS timestamp(0)");
    }

    @Test
    void rejectsValuesThatOtherTypesWouldRoundOrCut() {
        List<Value> values = cutByOtherTypes();
        createDomains();

        putEach(values);

        assertThat(database.rows("SELECT id FROM public.t")).isEmpty();
        assertThat(sink.errors()).hasSameSizeAs(values).allMatch(error -> error.contains("olumn c"));
    }

    @Test
    void writesValuesThatFitOtherTypes() {
        List<Value> values = exactInOtherTypes();
        createDomains();

        putEach(values);

        assertAllStored(values);
    }
}
