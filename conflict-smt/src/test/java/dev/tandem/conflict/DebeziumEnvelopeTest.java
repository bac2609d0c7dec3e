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
import dev.tandem.event.SourceColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebeziumEnvelopeTest {
    private static final String UNAVAILABLE = "__debezium_unavailable_value";
    private static final Schema VARIABLE = SchemaBuilder.struct()
            .name("io.debezium.data.VariableScaleDecimal")
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();

    private final LastWriterWins<SinkRecord> transform = Transforms.with();

    @Test
    void ordersPostgresByLsn() {
        SinkRecord flat = transform.apply(DebeziumRecords.postgres(ROW).record("c", null, row(1, "paid", "n")));

        assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("c");
        assertThat(header(flat, ChangeHeaders.ORIGIN)).isEqualTo("postgres");
        assertThat(header(flat, ChangeHeaders.VERSION)).isEqualTo(500L << 10);
        assertThat(header(flat, ChangeHeaders.COMMIT_TS)).isEqualTo(1_000_123L);
        assertThat(header(flat, ChangeHeaders.CHANGED)).isNull();
        assertThat(Transforms.row(flat).getString("status")).isEqualTo("paid");
    }

    @Test
    void passesKeyOnWithoutCopy() {
        SinkRecord envelope = DebeziumRecords.postgres(ROW).record("c", null, row(1, "paid", "n"));
        SinkRecord flat = transform.apply(envelope);

        assertThat(flat.key()).isSameAs(envelope.key());
        assertThat(flat.keySchema()).isSameAs(envelope.keySchema());
    }

    @Test
    void makesFieldsOptional() {
        SinkRecord flat = transform.apply(DebeziumRecords.postgres(ROW).record("c", null, row(1, "paid", null)));

        assertThat(flat.valueSchema().fields())
                .allSatisfy(field -> assertThat(field.schema().isOptional()).isTrue());
        Transforms.row(flat).validate();
    }

    @Test
    void keepsNullInColumnWithDefault() {
        Schema nullable = SchemaBuilder.struct()
                .optional()
                .field("id", Schema.INT64_SCHEMA)
                .field("n", SchemaBuilder.int32().optional().defaultValue(7).build())
                .build();
        SinkRecord flat = transform.apply(
                DebeziumRecords.postgres(nullable).record("c", null, new Struct(nullable).put("id", 1L)));

        assertThat(flat.valueSchema().field("n").schema().defaultValue()).isNull();
        assertThat(Transforms.row(flat).get("n")).isNull();
    }

    @Test
    void keepsDefaultOfNewColumnThatIsNeverNull() {
        Schema added = SchemaBuilder.struct()
                .optional()
                .field("id", Schema.INT64_SCHEMA)
                .field("status", SchemaBuilder.string().defaultValue("new").build())
                .field("note", Schema.OPTIONAL_STRING_SCHEMA)
                .field("n", SchemaBuilder.int32().defaultValue(7).build())
                .build();
        transform.apply(DebeziumRecords.postgres(ROW).record("c", null, row(1, "paid", null)));
        SinkRecord flat = transform.apply(DebeziumRecords.postgres(added)
                .source("lsn", 600L)
                .record(
                        "c",
                        null,
                        new Struct(added).put("id", 2L).put("status", "paid").put("n", 8)));

        Schema column = flat.valueSchema().field("n").schema();
        assertThat(column.defaultValue()).isEqualTo(7);
        assertThat(column.isOptional()).isTrue();
        assertThat(Transforms.row(flat).get("n")).isEqualTo(8);
    }

    @Test
    void describesDefaultOfNewColumnThatMayBeNull() {
        SinkRecord flat = columnAddedWithDefault(transform);

        Schema column = flat.valueSchema().field("n").schema();
        assertThat(SourceColumn.defaultValue(column)).contains(7);
        assertThat(Transforms.row(flat).get("n")).isNull();
    }

    @Test
    void keepsDefaultOfNewColumnThatMayBeNullIfAsked() {
        SinkRecord flat = columnAddedWithDefault(
                Transforms.with("schema.nullability", "optional-with-default", "unknown.fields", "omit"));

        Schema column = flat.valueSchema().field("n").schema();
        assertThat(column.defaultValue()).isEqualTo(7);
        assertThat(Transforms.row(flat).getWithoutDefault("n")).isNull();
        assertThat(flat.valueSchema().fields())
                .allSatisfy(field -> assertThat(field.schema().isOptional()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"optional", "optional-with-default"})
    void dropsDefaultOfTimeThatMayBeNull(String nullability) {
        Schema now = SchemaBuilder.string()
                .name("io.debezium.time.ZonedTimestamp")
                .optional()
                .defaultValue("1970-01-01T00:00:00Z")
                .build();

        SinkRecord flat = columnAdded(Transforms.with("schema.nullability", nullability), now);

        Schema column = flat.valueSchema().field("n").schema();
        assertThat(column.defaultValue()).isNull();
        assertThat(SourceColumn.defaultValue(column)).isEmpty();
    }

    private static SinkRecord columnAddedWithDefault(LastWriterWins<SinkRecord> transform) {
        return columnAdded(
                transform, SchemaBuilder.int32().optional().defaultValue(7).build());
    }

    /** Returns a row that has null in a column, which a row before it lacked. */
    private static SinkRecord columnAdded(LastWriterWins<SinkRecord> transform, Schema column) {
        Schema added = SchemaBuilder.struct()
                .optional()
                .field("id", Schema.INT64_SCHEMA)
                .field("status", SchemaBuilder.string().defaultValue("new").build())
                .field("note", Schema.OPTIONAL_STRING_SCHEMA)
                .field("n", column)
                .build();
        transform.apply(DebeziumRecords.postgres(ROW).record("c", null, row(1, "paid", null)));
        return transform.apply(DebeziumRecords.postgres(added)
                .source("lsn", 600L)
                .record("c", null, new Struct(added).put("id", 2L).put("status", "paid")));
    }

    @Test
    void passesRowOnWithoutCopyIfNullabilityIsKept() {
        SinkRecord envelope = DebeziumRecords.postgres(ROW).record("c", null, row(1, "paid", null));
        SinkRecord flat = Transforms.with("schema.nullability", "keep").apply(envelope);

        assertThat(flat.value()).isSameAs(((Struct) envelope.value()).get("after"));
        assertThat(flat.valueSchema()).isSameAs(ROW);
    }

    @Nested
    class ChangedFields {
        @Test
        void findsFieldsThatDifferInMysqlUpdate() {
            SinkRecord flat =
                    transform.apply(DebeziumRecords.mysql(ROW).record("u", row(1, "new", "n"), row(1, "paid", "n")));
            assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("status"));
        }

        @Test
        void countsChangeToNullAsChange() {
            SinkRecord flat =
                    transform.apply(DebeziumRecords.mysql(ROW).record("u", row(1, "new", "n"), row(1, "new", null)));
            assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("note"));
        }

        @Test
        void takesPostgresUpdateAsWholeRowByDefault() {
            SinkRecord update = DebeziumRecords.postgres(ROW).record("u", row(1, "new", "n"), row(1, "paid", "n"));

            assertThat(header(transform.apply(update), ChangeHeaders.CHANGED)).isNull();
            assertThat(header(Transforms.with("before.image", "whole").apply(update), ChangeHeaders.CHANGED))
                    .isEqualTo(List.of("status"));
        }

        @Test
        void dropsUpdateThatChangesNothing() {
            assertThat(transform.apply(DebeziumRecords.mysql(ROW).record("u", row(1, "new", "n"), row(1, "new", "n"))))
                    .isNull();
        }

        @Test
        void treatsUnavailableValuesAsUnchanged() {
            ByteBuffer buffer = ByteBuffer.wrap(UNAVAILABLE.getBytes(StandardCharsets.UTF_8));
            String uuid = UUID.nameUUIDFromBytes(buffer.array()).toString();

            assertUnavailable(Schema.OPTIONAL_STRING_SCHEMA, UNAVAILABLE);
            assertUnavailable(Schema.OPTIONAL_BYTES_SCHEMA, buffer);
            assertUnavailable(Schema.OPTIONAL_BYTES_SCHEMA, buffer.array());
            assertUnavailable(array(Schema.STRING_SCHEMA), List.of(UNAVAILABLE));
            assertUnavailable(array(Schema.STRING_SCHEMA), List.of(uuid));
            assertUnavailable(array(Schema.BYTES_SCHEMA), List.of(buffer));
            assertUnavailable(array(Schema.BYTES_SCHEMA), List.of(buffer.array()));
            assertUnavailable(
                    SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA)
                            .optional()
                            .build(),
                    Map.of(UNAVAILABLE, UNAVAILABLE));
        }

        @Test
        void treatsUnavailableArraysOfNumbersAsUnchanged() {
            assertUnavailable(array(Schema.INT16_SCHEMA), numbers(each -> (short) each));
            assertUnavailable(array(Schema.INT32_SCHEMA), numbers(each -> each));
            assertUnavailable(array(Schema.INT64_SCHEMA), numbers(each -> (long) each));
            assertUnavailable(array(Schema.FLOAT32_SCHEMA), numbers(each -> (float) each));
            assertUnavailable(array(Schema.FLOAT64_SCHEMA), numbers(each -> (double) each));
            assertUnavailable(
                    array(Decimal.schema(2)),
                    numbers(each -> BigDecimal.valueOf(each).setScale(2)));
            assertUnavailable(
                    array(VARIABLE),
                    numbers(each -> new Struct(VARIABLE)
                            .put("scale", 0)
                            .put("value", BigInteger.valueOf(each).toByteArray())));
        }

        @Test
        void takesArrayThatDiffersFromPlaceholderForValue() {
            List<Object> almost = new ArrayList<>(numbers(each -> (double) each));
            almost.set(0, 0.5);
            Schema schema = SchemaBuilder.struct()
                    .optional()
                    .field("id", Schema.INT64_SCHEMA)
                    .field("big", array(Schema.FLOAT64_SCHEMA))
                    .build();

            SinkRecord flat = Transforms.with()
                    .apply(DebeziumRecords.postgres(schema)
                            .record("u", null, new Struct(schema).put("id", 1L).put("big", almost)));

            assertThat(Transforms.row(flat).get("big")).isEqualTo(almost);
        }

        /** Returns the placeholder's bytes as numbers. */
        private static List<Object> numbers(IntFunction<Object> number) {
            return UNAVAILABLE.chars().mapToObj(number).toList();
        }

        @Test
        void treatsUnavailableBytesInJsonAsUnchanged() {
            String base64 = Base64.getEncoder().encodeToString(UNAVAILABLE.getBytes(StandardCharsets.UTF_8));
            for (Object placeholder : List.of(UNAVAILABLE, base64, List.of(UNAVAILABLE), List.of(base64))) {
                Map<String, Object> value = Map.of(
                        "op",
                        "u",
                        "after",
                        Map.of("id", 1, "big", placeholder),
                        "source",
                        Map.of("connector", "postgresql", "lsn", 500, "ts_ms", 3));
                SinkRecord flat = Transforms.with().apply(Transforms.record("t", Map.of("id", 1), null, value));

                assertThat(flat.value()).isEqualTo(Map.of("id", 1));
            }
        }

        private Schema array(Schema element) {
            return SchemaBuilder.array(element).optional().build();
        }

        private void assertUnavailable(Schema type, Object placeholder) {
            Schema schema = SchemaBuilder.struct()
                    .optional()
                    .field("id", Schema.INT64_SCHEMA)
                    .field("big", type)
                    .build();
            Struct after = new Struct(schema).put("id", 1L).put("big", placeholder);
            SinkRecord flat =
                    Transforms.with().apply(DebeziumRecords.postgres(schema).record("u", null, after));
            assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("id"));
            assertThat(Transforms.row(flat).get("big")).isNull();
        }
    }

    @Test
    void turnsDeleteIntoNullAndDropsItsTombstone() {
        SinkRecord flat = transform.apply(DebeziumRecords.postgres(ROW).record("d", row(1, "paid", null), null));

        assertThat(flat.value()).isNull();
        assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("d");
        assertThat(transform.apply(Transforms.record(DebeziumRecords.TOPIC, flat.key(), null, null)))
                .isNull();
    }

    @Test
    void passesTruncateOnWithoutKeyAndValue() {
        SinkRecord truncate = DebeziumRecords.postgres(ROW).record("t", null, null);

        SinkRecord flat = transform.apply(truncate);
        assertThat(flat.key()).isNull();
        assertThat(flat.value()).isNull();
        assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("t");
        assertThat(Transforms.with("truncates", "drop").apply(truncate)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.debezium.connector.common.Heartbeat",
                "io.debezium.connector.common.TransactionMetadataValue",
                "io.debezium.connector.mysql.SchemaChangeValue",
                "io.debezium.connector.postgresql.MessageValue"
            })
    void dropsWhatDebeziumWritesAboutNoRow(String name) {
        Schema schema = SchemaBuilder.struct()
                .name(name)
                .field("ts_ms", Schema.INT64_SCHEMA)
                .build();
        Struct value = new Struct(schema).put("ts_ms", 1L);
        SinkRecord read = new SinkRecord("t", 0, null, null, schema, value, 0);
        SourceRecord written = new SourceRecord(Map.of(), Map.of(), "t", schema, value);
        LastWriterWins<SourceRecord> inSource = new LastWriterWins<>();
        inSource.configure(Map.of());

        assertThat(transform.apply(read)).isNull();
        assertThat(inSource.apply(written)).isSameAs(written);
        assertThat(Transforms.with("on.unknown.shape", "pass").apply(read)).isSameAs(read);
    }

    @Test
    void treatsLogicalMessageAsUnknownShape() {
        SinkRecord message = DebeziumRecords.postgres(ROW).record("m", null, null);

        assertThatThrownBy(() -> transform.apply(message)).hasMessageContaining("on.unknown.shape=pass");
        assertThat(Transforms.with("on.unknown.shape", "pass").apply(message)).isSameAs(message);
    }

    @Test
    void rejectsMongoDbDocumentsWithRemedy() {
        DebeziumRecords mongo = DebeziumRecords.oracle(Schema.OPTIONAL_STRING_SCHEMA);
        assertThatThrownBy(() -> transform.apply(mongo.record("c", null, null)))
                .hasMessageContaining("ExtractNewDocumentState");
    }

    @Test
    void readsOriginFromAnyFieldOfEnvelope() {
        SinkRecord envelope = DebeziumRecords.postgres(ROW).record("c", null, row(1, "paid", null));

        assertThat(header(Transforms.with("origin.field", "source.name").apply(envelope), ChangeHeaders.ORIGIN))
                .isEqualTo("shop");
        assertThat(header(Transforms.with("origin", "eu").apply(envelope), ChangeHeaders.ORIGIN))
                .isEqualTo("eu");
    }

    @Nested
    class EchoFilter {
        private final Schema twoWay = SchemaBuilder.struct()
                .optional()
                .field("id", Schema.INT64_SCHEMA)
                .field("_sync_pending", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        private final LastWriterWins<SinkRecord> filter = Transforms.with("pending.field", "_sync_pending");

        @Test
        void dropsImageWithoutWishes() {
            assertThat(filter.apply(image(null))).isNull();
        }

        @Test
        void passesImageWithWishes() {
            assertThat(Transforms.row(filter.apply(image("{\"Name\":{}}"))).get("_sync_pending"))
                    .isEqualTo("{\"Name\":{}}");
        }

        @Test
        void passesImageWithUnavailableWishes() {
            SinkRecord flat = filter.apply(image(UNAVAILABLE));
            assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("id"));
        }

        @Test
        void dropsDeleteAndTruncateOfTwoWayTable() {
            Struct before = new Struct(twoWay).put("id", 1L);
            assertThat(filter.apply(DebeziumRecords.postgres(twoWay).record("d", before, null)))
                    .isNull();
            assertThat(filter.apply(DebeziumRecords.postgres(twoWay).record("t", null, null)))
                    .isNull();
        }

        @Test
        void passesDeleteOfOtherTable() {
            SinkRecord flat = filter.apply(DebeziumRecords.postgres(ROW).record("d", row(1, "paid", null), null));

            assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("d");
        }

        @Test
        void marksEchoesIfDroppedRecordsAreMarked() {
            LastWriterWins<SinkRecord> history = Transforms.with("pending.field", "_sync_pending", "dropped", "mark");

            assertThat(header(history.apply(image(null)), HeaderWriter.DROPPED)).isEqualTo("echo");
        }

        private SinkRecord image(String pending) {
            Struct after = new Struct(twoWay).put("id", 1L).put("_sync_pending", pending);
            return DebeziumRecords.postgres(twoWay).record("u", null, after);
        }
    }
}
