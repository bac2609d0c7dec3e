/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that a role or database has for its clients, which change neither values nor keys. */
class ClientSettingsTest extends SinkTest {
    @Test
    void readsValuesAsTheyAreSent() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, names text[], span interval, page xml)");
        set("array_nulls", "off");
        set("IntervalStyle", "sql_standard");
        set("xmloption", "document");
        FlatRecords things = RecordKind.FLAT
                .of("public.things")
                .field(
                        "names",
                        SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build())
                .field("span", Schema.STRING_SCHEMA)
                .field("page", Schema.STRING_SCHEMA);

        sink.put(things.row(1, Arrays.asList("a", null), "-1 day 02:03:04", "a <b/>"));

        assertThat(sink.errors()).isEmpty();
        assertThat(database.rows(
                        "SELECT names[2] IS NULL, span = interval '-1 day' + interval '02:03:04', page FROM things"))
                .containsExactly("t|t|a <b/>");
    }

    @Test
    void knowsTypesWhoseNamesPostgresQuotes() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, day date, price money, data jsonb)");
        set("quote_all_identifiers", "on");
        Schema text = Schema.OPTIONAL_STRING_SCHEMA;
        FlatRecords things = RecordKind.FLAT
                .of("public.things")
                .field("day", text)
                .field("price", text)
                .field("data", text);

        sink.put(
                things.row(1, "2024-03-15 10:00", null, null),
                things.row(2, null, "1.234", null),
                things.row(3, null, null, "{\"a\": \"\\u0000\"}"));

        assertThat(sink.errors()).hasSize(2);
        assertThat(database.rows("SELECT id, data FROM things")).containsExactly("3|{\"a\": \"\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bytea            | bytea_output       | escape       | hex      | \\x0102
            interval         | IntervalStyle      | iso_8601     | postgres | 1 day 02:00
            interval         | IntervalStyle      | sql_standard | postgres | 1 day 02:00
            double precision | extra_float_digits | -15          | 1        | 0.1234567
            timestamptz      | TimeZone           | Asia/Tokyo   | UTC      | 2024-03-15 10:00Z
            """)
    void findsTombstoneOnceSettingHasChanged(String type, String setting, String before, String after, String key) {
        database.execute("CREATE TABLE public.e (id " + type + " PRIMARY KEY, x text)");
        KeyedRecords records = new KeyedRecords("public.e", Schema.STRING_SCHEMA);
        SinkRecord late = records.upsert(key, "late");
        set(setting, before);
        sink.put(records.upsert(key, "1")).put(records.delete(key)).restart();

        set(setting, after);
        sink.put(late);

        assertThat(database.rows("SELECT x FROM public.e")).isEmpty();
        assertThat(List.copyOf(sink.errors())).isEmpty();
    }

    private void set(String setting, String value) {
        database.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET " + setting
                + " = %L', current_database(), '" + value + "'); END $$");
    }
}
