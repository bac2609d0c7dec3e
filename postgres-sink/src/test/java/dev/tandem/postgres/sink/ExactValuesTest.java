/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values arrive exactly or are rejected; they are never cut, rounded or replaced. */
class ExactValuesTest extends SinkTest {
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

    @ParameterizedTest
    @CsvSource({"1.9, 1.2", "-1.2, -1.9", "1, -1", "1e300, 9e299", "0.0000002, 0.0000001"})
    void comparesVersionsThatAreFloatingNumbers(double newer, double older) {
        assertKeepsNewer(Schema.FLOAT64_SCHEMA, newer, older);
    }

    @Test
    void comparesVersionsOfOtherTypes() {
        assertKeepsNewer(Decimal.schema(2), new BigDecimal("5.02"), new BigDecimal("5.01"));
        assertKeepsNewer(
                SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").build(),
                "2024-01-01T00:00:02Z",
                "2024-01-01T01:00:01+01:00");
    }

    private void assertKeepsNewer(Schema schema, Object newer, Object older) {
        sink.close();
        database.execute("DROP TABLE IF EXISTS public.v");
        sink.with("version.field", "at");
        FlatRecords records =
                RecordKind.FLAT.of("public.v").field("x", Schema.STRING_SCHEMA).field("at", schema);

        sink.put(records.row(1, "newer", newer), records.row(2, "older", older));
        sink.put(records.row(1, "older", older), records.row(2, "newer", newer));

        assertThat(database.rows("SELECT DISTINCT x FROM public.v")).containsExactly("newer");
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
