/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.SourceColumn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code schema.rewrite=new-column}: values that their column could hold only after a rewrite go to a column next to it. */
class NewColumnTest extends SinkTest {
    private static final Schema OLD = row(Schema.OPTIONAL_INT32_SCHEMA);
    private static final Schema NEW = row(Schema.OPTIONAL_INT64_SCHEMA);
    private static final String ROWS = "SELECT \"Id\", \"v\", \"v_bigint\" FROM salesforce.\"Account\" ORDER BY 1";

    @BeforeEach
    void configure() {
        sink.with("schema.rewrite", "new-column");
    }

    private static Schema row(Schema v) {
        return SchemaBuilder.struct()
                .optional()
                .field("Id", Schema.OPTIONAL_STRING_SCHEMA)
                .field("v", v)
                .field("other", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
    }

    private static SinkRecord change(String id, long version, Schema schema, String field, Object value) {
        Map<String, Object> fields = new HashMap<>();
        fields.put(field, value);
        return Changes.change("u", id, version, schema, fields, List.of(field));
    }

    private static FlatRecords things(Schema value) {
        return new FlatRecords("public.things").field("v", value);
    }

    @Test
    void keepsOldValuesAndFillsOneColumnPerRow() {
        sink.put(change("1", 1, OLD, "v", 7), change("2", 2, OLD, "v", 7), change("3", 3, OLD, "v", 7));
        String file = database.rows("SELECT pg_relation_filenode('salesforce.\"Account\"')")
                .get(0);
        sink.put(change("1", 4, NEW, "v", Long.MAX_VALUE), change("2", 5, NEW, "other", "x"));
        assertThat(database.rows(ROWS)).containsExactly("1|null|9223372036854775807", "2|7|null", "3|7|null");
        assertThat(database.rows("SELECT pg_relation_filenode('salesforce.\"Account\"')"))
                .containsExactly(file);

        sink.put(change("1", 6, OLD, "v", 8), change("3", 7, NEW, "v", null));
        assertThat(database.rows(ROWS)).containsExactly("1|8|null", "2|7|null", "3|null|null");
        assertThat(sink.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void followsLastRecordWhateverOrderSchemasComeIn(boolean oneByOne) {
        List<SinkRecord> topic = new ArrayList<>();
        Map<String, String> model = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            String key = "k" + i % 8;
            boolean old = i % 3 == 0;
            if (i % 4 == 1) {
                topic.add(change(key, i + 1, old ? OLD : NEW, "other", "x"));
                model.putIfAbsent(key, "null|null");
            } else if (i % 7 == 0) {
                topic.add(change(key, i + 1, old ? OLD : NEW, "v", null));
                model.put(key, "null|null");
            } else if (old) {
                topic.add(change(key, i + 1, OLD, "v", i));
                model.put(key, i + "|null");
            } else {
                topic.add(change(key, i + 1, NEW, "v", Long.MAX_VALUE - i));
                model.put(key, "null|" + (Long.MAX_VALUE - i));
            }
        }
        List<String> rows = model.entrySet().stream()
                .map(row -> row.getKey() + "|" + row.getValue())
                .toList();
        sink.put(change("k0", 0, OLD, "v", 0));
        if (oneByOne) {
            for (SinkRecord record : topic) {
                sink.restart().put(record);
            }
        } else {
            sink.put(topic);
        }
        assertThat(database.rows(ROWS)).isEqualTo(rows);
        sink.restart().put(topic);
        assertThat(database.rows(ROWS)).as("replayed").isEqualTo(rows);
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void noticesColumnThatAnotherTaskAdded() {
        sink.put(change("1", 1, OLD, "v", 7));
        try (Harness other = Harness.on(database).with("schema.rewrite", "new-column")) {
            other.put(change("1", 2, NEW, "v", 8L));
        }
        sink.put(change("1", 3, OLD, "v", 9));
        assertThat(database.rows(ROWS)).containsExactly("1|9|null");
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of(Schema.OPTIONAL_INT32_SCHEMA, 1, Schema.OPTIONAL_STRING_SCHEMA, "one", "v_text"),
                Arguments.of(
                        Schema.OPTIONAL_INT32_SCHEMA,
                        1,
                        SourceColumn.describe(SchemaBuilder.string().optional(), "string", 20)
                                .build(),
                        "one",
                        "v_text"),
                Arguments.of(
                        Schema.OPTIONAL_INT32_SCHEMA, 1, Schema.OPTIONAL_FLOAT64_SCHEMA, 0.5, "v_double_precision"),
                Arguments.of(Schema.OPTIONAL_BOOLEAN_SCHEMA, true, Schema.OPTIONAL_INT32_SCHEMA, 2, "v_integer"),
                Arguments.of(
                        Decimal.builder(2)
                                .parameter("connect.decimal.precision", "5")
                                .optional()
                                .build(),
                        new BigDecimal("1.25"),
                        Decimal.builder(4)
                                .parameter("connect.decimal.precision", "9")
                                .optional()
                                .build(),
                        new BigDecimal("1.2345"),
                        "v_numeric"),
                Arguments.of(
                        org.apache.kafka.connect.data.Date.builder().optional().build(),
                        new Date(0),
                        Timestamp.builder().optional().build(),
                        new Date(1000),
                        "v_timestamptz"),
                Arguments.of(
                        Schema.OPTIONAL_INT64_SCHEMA,
                        1L,
                        SchemaBuilder.array(Schema.INT64_SCHEMA).optional().build(),
                        List.of(1L, 2L),
                        "v_bigint_array"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void derivesNameOfColumnFromType(Schema before, Object old, Schema after, Object value, String column) {
        sink.put(things(before).row(1, old));
        sink.put(things(after).row(2, value));
        assertThat(database.rows("SELECT id, v IS NULL, " + column + " IS NULL FROM things ORDER BY 1"))
                .containsExactly("1|f|t", "2|t|f");
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void keepsNarrowerTypeInColumn() {
        sink.put(things(Schema.OPTIONAL_INT64_SCHEMA).row(1, 5L));
        sink.put(things(Schema.OPTIONAL_INT16_SCHEMA).row(2, (short) 6));
        assertThat(database.rows("SELECT * FROM things ORDER BY 1")).containsExactly("1|5|0", "2|6|0");
    }

    @Test
    void takesBothTypesInBatchThatCreatesTable() {
        FlatRecords dates =
                things(org.apache.kafka.connect.data.Date.builder().optional().build());
        FlatRecords flags = things(Schema.OPTIONAL_BOOLEAN_SCHEMA);
        sink.put(dates.row(1, new Date(0)), flags.row(2, true));
        assertThat(database.rows("SELECT id, v, v_boolean FROM things ORDER BY 1"))
                .containsExactly("1|1970-01-01|null", "2|null|t");
    }

    @Test
    void findsColumnOfShortenedNameAgain() {
        String name = "ö".repeat(31);
        sink.put(new FlatRecords("public.things")
                .field(name, Schema.OPTIONAL_INT32_SCHEMA)
                .row(1, 1));
        FlatRecords wide = new FlatRecords("public.things").field(name, Schema.OPTIONAL_STRING_SCHEMA);
        sink.put(wide.row(2, "b"));
        sink.restart().put(wide.row(3, "c"));
        assertThat(database.rows("SELECT count(*), max(octet_length(attname::text)) <= 63 FROM pg_attribute"
                        + " WHERE attrelid = 'things'::regclass AND attnum > 0"))
                .containsExactly("4|t");
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void rejectsNameThatColumnOfUserHas() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v int, v_bigint bigint, _sync_version bigint);"
                + " INSERT INTO things VALUES (1, 7, 70)");
        sink.put(things(Schema.OPTIONAL_INT64_SCHEMA).row(1, 8L));
        assertThat(database.rows("SELECT v, v_bigint FROM things")).containsExactly("7|70");
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("v_bigint", "public.things", "COMMENT ON COLUMN \"public\".\"things\".\"v_bigint\" IS");
    }

    @Test
    void rejectsFieldWithNameOfSideColumn() {
        sink.put(things(Schema.OPTIONAL_INT32_SCHEMA).row(1, 7));
        sink.put(things(Schema.OPTIONAL_INT64_SCHEMA).row(2, 8L));
        sink.put(new FlatRecords("public.things")
                .field("v_bigint", Schema.OPTIONAL_INT64_SCHEMA)
                .row(3, 9L));
        assertThat(sink.errors()).singleElement().asString().contains("v_bigint", "holds values of column v");
        assertThat(database.rows("SELECT count(*) FROM things")).containsExactly("2");
    }

    @Test
    void keepsKeyInItsColumn() {
        database.execute("CREATE TABLE things (id smallint PRIMARY KEY, v text, _sync_version bigint)");
        sink.put(things(Schema.OPTIONAL_STRING_SCHEMA).row(1, "a"));
        sink.put(things(Schema.OPTIONAL_STRING_SCHEMA).row(100_000, "b"));
        assertThat(database.rows("SELECT id FROM things")).containsExactly("1");
        assertThat(sink.errors()).singleElement().asString().contains("out of the column's range");
    }

    @Test
    void usesExistingSideColumnsWithAnyOtherRule() {
        sink.put(things(Schema.OPTIONAL_INT32_SCHEMA).row(1, 7));
        FlatRecords wide = things(Schema.OPTIONAL_INT64_SCHEMA);
        sink.put(wide.row(2, 8L));
        sink.restart().with("schema.rewrite", "never").put(wide.row(3, 9L));
        assertThat(database.rows("SELECT id, v, v_bigint FROM things ORDER BY 1"))
                .containsExactly("1|7|null", "2|null|8", "3|null|9");
        sink.restart().with("schema.rewrite", "allowed").put(wide.row(2, 10L));
        assertThat(database.rows("SELECT id, coalesce(v, v_bigint) FROM things ORDER BY 1"))
                .containsExactly("1|7", "2|10", "3|9");
    }

    @Test
    void namesMissingColumnWhereNothingMayBeAdded() {
        database.execute("CREATE TABLE things (id int PRIMARY KEY, v int)");
        sink.with("schema.evolution", "none")
                .put(things(Schema.OPTIONAL_INT64_SCHEMA).row(1, 8L));
        assertThat(sink.errors())
                .singleElement()
                .asString()
                .contains("has no column v_bigint (bigint) for the values that column v cannot hold");
    }
}
