/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static dev.tandem.conflict.DebeziumRecords.ROW;
import static dev.tandem.conflict.DebeziumRecords.row;
import static dev.tandem.conflict.Transforms.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.event.ChangeHeaders;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FlatAndSchemalessTest {
    private static final Schema FLAT = SchemaBuilder.struct()
            .field("id", Schema.INT32_SCHEMA)
            .field("revision", Schema.OPTIONAL_INT64_SCHEMA)
            .field("updated_at", Timestamp.builder().optional().build())
            .field("region", Schema.OPTIONAL_STRING_SCHEMA)
            .field("__op", Schema.OPTIONAL_STRING_SCHEMA)
            .field("__deleted", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    @Nested
    class FlatRows {
        private final LastWriterWins<SinkRecord> transform = Transforms.with(
                "version.field", "revision",
                "commit.ts.field", "updated_at",
                "origin.field", "region",
                "op.field", "__op",
                "deleted.field", "__deleted");

        @Test
        void readsChangeFromFieldsOfRow() {
            Struct value = flat().put("updated_at", new Date(5_000)).put("__op", "r");
            SinkRecord flat = transform.apply(Transforms.record("t", 1, FLAT, value));

            assertThat(header(flat, ChangeHeaders.VERSION)).isEqualTo(3L);
            assertThat(header(flat, ChangeHeaders.ORIGIN)).isEqualTo("eu");
            assertThat(header(flat, ChangeHeaders.COMMIT_TS)).isEqualTo(5_000_000L);
            assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("r");
            assertThat(header(flat, ChangeHeaders.READ)).isEqualTo(true);
            assertThat(Transforms.row(flat).getInt32("id")).isEqualTo(1);
        }

        @Test
        void turnsRowMarkedAsDeletedIntoDelete() {
            SinkRecord flat = transform.apply(Transforms.record("t", 1, FLAT, flat().put("__deleted", "true")));
            assertThat(flat.value()).isNull();
            assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("d");
        }

        @Test
        void usesRecordTimestampWithoutCommitTime() {
            SinkRecord record = new SinkRecord("t", 0, null, 1, FLAT, flat(), 0, 7L, TimestampType.CREATE_TIME);
            assertThat(header(transform.apply(record), ChangeHeaders.COMMIT_TS)).isEqualTo(7_000L);
        }

        @Test
        void acceptsTimestampAsVersion() {
            LastWriterWins<SinkRecord> byTime = Transforms.with("version.field", "updated_at", "origin", "eu");
            SinkRecord flat = byTime.apply(Transforms.record("t", 1, FLAT, flat().put("updated_at", new Date(5_000))));
            assertThat(header(flat, ChangeHeaders.VERSION)).isEqualTo(5_000_000L);
        }

        /** Uses rows of Debezium's ExtractNewDocumentState with add.fields=op,source.ts_ms,source.ord. */
        @Test
        void ordersMongoDbBySecondAndOrderWithinIt() {
            LastWriterWins<SinkRecord> documents = Transforms.with(
                    "version.field", "__source_ts_ms,__source_ord",
                    "commit.ts.field", "__source_ts_ms",
                    "op.field", "__op",
                    "origin", "mongodb");
            List<Long> versions = Stream.of(
                            List.of(1_558_965_515_000L, 31),
                            List.of(1_558_965_515_000L, 32),
                            List.of(1_558_965_516_000L, 1))
                    .map(at ->
                            Map.of("_id", "1004", "__op", "u", "__source_ts_ms", at.get(0), "__source_ord", at.get(1)))
                    .map(row -> documents.apply(Transforms.record("inventory.customers", "1004", null, row)))
                    .map(flat -> (Long) header(flat, ChangeHeaders.VERSION))
                    .toList();
            assertThat(versions).isSorted().doesNotHaveDuplicates();
        }

        @Test
        void keepsGreatestOfNumbersThatAreNotFinite() {
            LastWriterWins<SinkRecord> greatest =
                    Transforms.with("version.field", "v", "origin", "eu", "field.policies", "t.x:max");
            List<Double> kept = new ArrayList<>();
            for (double x : new double[] {1, Double.POSITIVE_INFINITY, 5, Double.NaN, Double.POSITIVE_INFINITY}) {
                long version = kept.size() + 1L;
                SinkRecord flat = greatest.apply(Transforms.record("t", 1, null, Map.of("v", version, "x", x)));
                kept.add((Double) ((Map<?, ?>) flat.value()).get("x"));
            }
            assertThat(kept).containsExactly(1.0, Double.POSITIVE_INFINITY, null, Double.NaN, null);
        }

        @Test
        void remembersRowsOfGreatRoundKeys() {
            LastWriterWins<SinkRecord> flat = Transforms.with("version.field", "v", "origin", "eu");
            BigDecimal key = new BigDecimal("1000000000000000000000");

            assertThat(flat.apply(Transforms.record("t", key, null, Map.of("v", 2L))))
                    .isNotNull();
            assertThat(flat.apply(Transforms.record("t", key, null, Map.of("v", 1L))))
                    .isNull();
        }

        /** A whole row of one region does not beat fields that only the other one has, whichever comes first. */
        @Test
        void keepsFieldsThatNewerRowOfOtherOriginDoesNotHave() {
            Schema schema = SchemaBuilder.struct()
                    .field("region", Schema.STRING_SCHEMA)
                    .field("v", Schema.INT64_SCHEMA)
                    .field("b", Schema.STRING_SCHEMA)
                    .build();
            Schema narrow = SchemaBuilder.struct()
                    .field("region", Schema.STRING_SCHEMA)
                    .field("v", Schema.INT64_SCHEMA)
                    .build();
            for (boolean isStruct : new boolean[] {true, false}) {
                LastWriterWins<SinkRecord> two =
                        Transforms.with("version.field", "v", "origin.field", "region", "commit.ts.field", "v");
                SinkRecord newer = isStruct
                        ? Transforms.record(
                                "t",
                                1,
                                narrow,
                                new Struct(narrow).put("region", "eu").put("v", 9L))
                        : Transforms.record("t", 1, null, Map.of("region", "eu", "v", 9L));
                SinkRecord older = isStruct
                        ? Transforms.record(
                                "t",
                                1,
                                schema,
                                new Struct(schema)
                                        .put("region", "us")
                                        .put("v", 5L)
                                        .put("b", "x"))
                        : Transforms.record("t", 1, null, Map.of("region", "us", "v", 5L, "b", "x"));

                assertThat(header(two.apply(newer), ChangeHeaders.CHANGED)).isNull();
                assertThat(header(two.apply(older), ChangeHeaders.CHANGED)).isEqualTo(List.of("b"));
                assertThat(header(two.apply(newer), ChangeHeaders.CHANGED))
                        .isEqualTo(isStruct ? List.of("region", "v") : null);
            }
        }

        @Test
        void rejectsRowWithoutVersion() {
            assertThatThrownBy(() -> transform.apply(Transforms.record("t", 1, FLAT, flat().put("revision", null))))
                    .hasMessageContaining("revision");
        }

        @Test
        void requiresOrigin() {
            assertThatThrownBy(() -> Transforms.with("version.field", "revision"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("origin.field");
        }

        @Test
        void turnsTombstoneIntoDeleteIfConfigured() {
            LastWriterWins<SinkRecord> deletes =
                    Transforms.with("version.field", "revision", "origin", "eu", "tombstones", "delete");
            SinkRecord flat = deletes.apply(Transforms.record("t", 1, null, null));
            assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("d");
            assertThat(header(flat, ChangeHeaders.VERSION)).isNull();
        }

        private Struct flat() {
            return new Struct(FLAT).put("id", 1).put("revision", 3L).put("region", "eu");
        }
    }

    @Nested
    class Maps {
        @Test
        void readsDebeziumEnvelope() {
            SinkRecord flat =
                    Transforms.with().apply(DebeziumRecords.postgres(ROW).schemaless("c", null, row(1, "paid", null)));
            assertThat(flat.value()).isEqualTo(DebeziumRecords.map(row(1, "paid", null)));
            assertThat(flat.valueSchema()).isNull();
            assertThat(header(flat, ChangeHeaders.VERSION)).isEqualTo(500L << 10);
        }

        @Test
        void keepsOnlyChangedFieldsOfDebeziumUpdate() {
            SinkRecord flat = Transforms.with()
                    .apply(DebeziumRecords.mysql(ROW).schemaless("u", row(1, "new", "n"), row(1, "paid", "n")));
            assertThat(flat.value()).isEqualTo(Map.of("status", "paid"));
            assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("status"));
            assertThat(header(flat, ChangeHeaders.VERSION)).isEqualTo((2L << 28 | 900 >> 4) << 15);
        }

        @Test
        void erasesOlderFieldsWhenDeleteComesLate() {
            LastWriterWins<SinkRecord> transform = Transforms.with();
            transform.apply(DebeziumRecords.mysql(ROW).source("pos", 100L).schemaless("c", null, row(1, "new", "n")));
            transform.apply(DebeziumRecords.mysql(ROW)
                    .source("pos", 900L)
                    .schemaless("u", row(1, "new", "n"), row(1, "paid", "n")));
            SinkRecord flat = transform.apply(
                    DebeziumRecords.mysql(ROW).source("pos", 500L).schemaless("d", row(1, "new", "n"), null));

            Map<String, Object> expected = new HashMap<>();
            expected.put("id", 1L);
            expected.put("note", null);
            assertThat(flat.value()).isEqualTo(expected);
            assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("note"));
        }

        @Test
        void keepsOnlyKnownFieldsOfSalesforceEnvelope() {
            Map<String, Object> after = new HashMap<>(Map.of("Name", "Acme"));
            after.put("Employees", null);
            after.put("Id", null);
            Map<String, Object> value = Map.of(
                    "op",
                    "u",
                    "after",
                    after,
                    "changed_fields",
                    Arrays.asList("Name", "Employees"),
                    "source",
                    Map.of("connector", "salesforce", "version_ts", 7L, "commit_ts", 5L));
            SinkRecord flat = Transforms.with().apply(Transforms.record("salesforce.Account", "1", null, value));

            Map<String, Object> expected = new HashMap<>(Map.of("Name", "Acme"));
            expected.put("Employees", null);
            assertThat(flat.value()).isEqualTo(expected);
            assertThat(header(flat, ChangeHeaders.ORIGIN)).isEqualTo("salesforce");
        }

        @Test
        void renamesAndExcludesFieldsOfFlatRow() {
            LastWriterWins<SinkRecord> transform = Transforms.with(
                    "version.field",
                    "revision",
                    "origin",
                    "eu",
                    "commit.ts.field",
                    "at",
                    "field.exclude.list",
                    "orders.secret*",
                    "field.renames",
                    "orders.old:new");
            Map<String, Object> value =
                    Map.of("revision", 3, "old", "x", "secretary", "y", "at", "2026-11-23T10:00:00Z");
            SinkRecord flat = transform.apply(Transforms.record("eu.orders", "1", null, value));

            assertThat(flat.value()).isEqualTo(Map.of("revision", 3, "new", "x", "at", "2026-11-23T10:00:00Z"));
            assertThat(header(flat, ChangeHeaders.COMMIT_TS)).isEqualTo(1_795_428_000_000_000L);
        }
    }

    @Test
    void rejectsPassesOrDropsValueOfUnknownShape() {
        SinkRecord text = Transforms.record("t", 1, Schema.STRING_SCHEMA, "hello");
        SinkRecord map = Transforms.record("t", 1, null, Map.of("a", 1));

        assertThatThrownBy(() -> Transforms.with().apply(text)).hasMessageContaining("on.unknown.shape");
        assertThatThrownBy(() -> Transforms.with().apply(map)).hasMessageContaining("on.unknown.shape");
        assertThat(Transforms.with("on.unknown.shape", "pass").apply(text)).isSameAs(text);
        assertThat(Transforms.with("on.unknown.shape", "pass").apply(map)).isSameAs(map);
        assertThat(Transforms.with("on.unknown.shape", "drop").apply(text)).isNull();
        assertThat(Transforms.with("on.unknown.shape", "drop").apply(map)).isNull();
    }

    @Test
    void worksInSourceConnectors() {
        LastWriterWins<SourceRecord> transform = new LastWriterWins<>();
        transform.configure(Map.of());
        SinkRecord sink = DebeziumRecords.postgres(ROW).record("c", null, row(1, "paid", null));
        SourceRecord source = new SourceRecord(
                Map.of("p", 1),
                Map.of("o", 2),
                sink.topic(),
                0,
                sink.keySchema(),
                sink.key(),
                sink.valueSchema(),
                sink.value());
        SourceRecord flat = transform.apply(source);

        assertThat(((Struct) flat.value()).getString("status")).isEqualTo("paid");
        assertThat(flat.sourceOffset()).isEqualTo(Map.of("o", 2));
        assertThat(flat.headers().lastWithName(ChangeHeaders.VERSION).value()).isEqualTo(500L << 10);
    }

    @Test
    void givesSameRecordWhenAppliedTwice() {
        SinkRecord once = Transforms.with()
                .apply(DebeziumRecords.mysql(ROW).record("u", row(1, "new", "n"), row(1, "paid", "n")));
        SinkRecord twice = Transforms.with().apply(once);

        assertThat(twice.value()).isEqualTo(once.value());
        assertThat(twice.headers()).isEqualTo(once.headers());
        SinkRecord deleted = Transforms.with().apply(DebeziumRecords.mysql(ROW).record("d", row(1, "new", "n"), null));
        assertThat(Transforms.with().apply(deleted).headers()).isEqualTo(deleted.headers());
    }
}
