/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Records without Tandem's headers. */
class FlatRecordsTest extends SinkTest {
    private final FlatRecords orders = new FlatRecords("shop.orders").field("item", Schema.OPTIONAL_STRING_SCHEMA);

    @Test
    void comparesByVersionField() {
        orders.field("changed", Timestamp.SCHEMA);
        sink.with("version.field", "changed");
        sink.put(orders.row(1, "noon", new Date(12_000)), orders.row(1, "morning", new Date(8_000)));
        sink.put(orders.row(1, "dawn", new Date(5_000)));
        assertThat(database.rows("SELECT item, _sync_version FROM shop.orders")).containsExactly("noon|12000000");
    }

    @Test
    void takesNewRecordsAfterScaleOfVersionFieldChanges() {
        sink.with("version.field", "changed");
        sink.put(orders.field("changed", Decimal.schema(4)).row(1, "old", new BigDecimal("7.5000")));

        sink.put(orders.field("changed", Decimal.schema(2)).row(1, "new", new BigDecimal("7.51")));

        assertThat(database.rows("SELECT item FROM shop.orders")).containsExactly("new");
    }

    @Test
    void takesLaterOfTwoRecordsWithEqualVersions() {
        orders.field("changed", Schema.INT64_SCHEMA);
        sink.with("version.field", "changed");
        sink.put(orders.row(1, "first", 7L)).put(orders.row(1, "second", 7L));
        assertThat(database.rows("SELECT item FROM shop.orders")).containsExactly("second");
    }

    @Test
    void deletesWithoutVersionAndKeepsThatOfRowInTombstone() {
        orders.field("changed", Schema.INT64_SCHEMA);
        sink.with("version.field", "changed");
        SinkRecord row = orders.row(1, "x", 7L);
        sink.put(row).put(orders.tombstone(1));
        assertThat(database.rows("SELECT * FROM shop.orders")).isEmpty();
        sink.put(orders.row(1, "late", 6L));
        assertThat(database.rows("SELECT * FROM shop.orders")).isEmpty();
        sink.put(orders.row(1, "again", 8L));
        assertThat(database.rows("SELECT item FROM shop.orders")).containsExactly("again");
    }

    @Test
    void takesKeyFromValue() {
        sink.with("pk.mode", "record_value").with("pk.fields", "item,id");
        sink.put(orders.row(1, "a"), orders.row(1, "b"), orders.row(1, "a"));
        assertThat(database.rows("SELECT item, id FROM shop.orders ORDER BY 1")).containsExactly("a|1", "b|1");
        assertThat(database.rows("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p'"
                        + " AND conrelid = 'shop.orders'::regclass"))
                .containsExactly("PRIMARY KEY (item, id)");
    }

    private static SinkRecord keyed(Schema keySchema, Object key, String item, long offset) {
        Schema schema =
                SchemaBuilder.struct().field("item", Schema.STRING_SCHEMA).build();
        Struct value = new Struct(schema).put("item", item);
        return new SinkRecord("shop.keyed", 0, keySchema, key, schema, value, offset);
    }

    @Test
    void findsRowWhenTypeOfKeyGrowsWithinBatch() {
        sink.with("pk.fields", "id");
        sink.put(keyed(Schema.INT32_SCHEMA, 1, "old", 0));
        sink.put(
                keyed(Schema.INT32_SCHEMA, 1, "older", 1),
                keyed(Schema.INT64_SCHEMA, 1L, "new", 2),
                keyed(Schema.INT64_SCHEMA, 3L, "other", 3),
                keyed(Schema.INT16_SCHEMA, (short) 2, "small", 4));
        assertThat(sink.errors()).isEmpty();
        assertThat(database.rows("SELECT id, item FROM shop.keyed ORDER BY 1"))
                .containsExactly("1|new", "2|small", "3|other");
    }

    @Test
    void distinguishesRowsByDecimalsOfAnyScale() {
        Schema decimal = SchemaBuilder.struct()
                .name("io.debezium.data.VariableScaleDecimal")
                .field("scale", Schema.INT32_SCHEMA)
                .field("value", Schema.BYTES_SCHEMA)
                .build();
        Schema key = SchemaBuilder.struct().field("id", decimal).build();
        List<SinkRecord> put = new ArrayList<>();
        long offset = 0;
        for (String id : new String[] {"1.5", "-20", "1.25", "1.5"}) {
            BigDecimal number = new BigDecimal(id);
            Struct part = new Struct(decimal)
                    .put("scale", number.scale())
                    .put("value", number.unscaledValue().toByteArray());
            put.add(keyed(key, new Struct(key).put("id", part), id + "/" + offset, offset++));
        }
        sink.put(put);
        assertThat(sink.errors()).isEmpty();
        assertThat(database.rows("SELECT id, item FROM shop.keyed ORDER BY 1"))
                .containsExactly("-20|-20/1", "1.25|1.25/2", "1.5|1.5/3");
    }

    @Test
    void writesPlainKeyToColumnThatPkFieldsNames() {
        Schema schema = SchemaBuilder.struct().field("n", Schema.INT64_SCHEMA).build();
        sink.with("pk.fields", "code");
        sink.put(new SinkRecord("plain", 0, Schema.STRING_SCHEMA, "k", schema, new Struct(schema).put("n", 5L), 0));
        sink.put(new SinkRecord("plain", 0, Schema.STRING_SCHEMA, "k", schema, new Struct(schema).put("n", 6L), 1));
        assertThat(database.rows("SELECT code, n FROM public.plain")).containsExactly("k|6");
    }

    @Test
    void rejectsEnvelopeWithRemedy() {
        Schema row = SchemaBuilder.struct()
                .optional()
                .field("id", Schema.INT32_SCHEMA)
                .build();
        Schema envelope = SchemaBuilder.struct()
                .name("x.Envelope")
                .field("op", Schema.STRING_SCHEMA)
                .field("after", row)
                .build();
        sink.put(new SinkRecord(
                "t",
                0,
                FlatRecords.KEY,
                new Struct(FlatRecords.KEY).put("id", 1),
                envelope,
                new Struct(envelope).put("op", "c"),
                0));
        assertThat(sink.errors()).singleElement().asString().contains("LastWriterWins");
    }

    @Test
    void rejectsEnvelopeThatWasRenamed() {
        Schema row = SchemaBuilder.struct()
                .optional()
                .field("id", Schema.INT32_SCHEMA)
                .build();
        Schema envelope = SchemaBuilder.struct()
                .field("op", Schema.STRING_SCHEMA)
                .field("after", row)
                .field("source", row)
                .build();
        Struct key = new Struct(FlatRecords.KEY).put("id", 1);

        sink.put(new SinkRecord("t", 0, FlatRecords.KEY, key, envelope, new Struct(envelope).put("op", "c"), 0));

        assertThat(sink.errors()).singleElement().asString().contains("LastWriterWins");
    }

    @Test
    void takesNoDefaultForKeyOrVersionThatIsNull() {
        Schema defaulting = SchemaBuilder.int64().optional().defaultValue(5L).build();
        Schema keySchema = SchemaBuilder.struct().field("id", defaulting).build();
        orders.field("changed", defaulting);
        sink.with("version.field", "changed").put(orders.row(1, "unversioned", null));
        SinkRecord row = orders.row(2, "x", 7L);

        sink.put(new SinkRecord("shop.orders", 0, keySchema, new Struct(keySchema), row.valueSchema(), row.value(), 9));

        assertThat(sink.errors()).hasSize(2);
        assertThat(sink.errors().get(0)).contains("Version field changed", "null");
        assertThat(sink.errors().get(1)).contains("Key field id is null");
    }

    @Test
    void deletesWhereConverterNamesSchemaOfNull() {
        SinkRecord row = orders.row(1, "x");
        sink.put(row);

        sink.put(new SinkRecord("shop.orders", 0, row.keySchema(), row.key(), Schema.OPTIONAL_STRING_SCHEMA, null, 9));

        assertThat(database.rows("SELECT * FROM shop.orders")).isEmpty();
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void rejectsKeyWithoutFieldsAndWritesTheRest() {
        Schema none = SchemaBuilder.struct().build();
        FlatRecords records = RecordKind.FLAT.of("public.things").field("x", Schema.STRING_SCHEMA);
        SinkRecord row = records.row(1, "a");
        SinkRecord keyless = row.newRecord(
                "public.others", 0, none, new Struct(none), row.valueSchema(), row.value(), row.timestamp());

        sink.put(keyless, row);

        assertThat(database.rows("SELECT id FROM public.things")).containsExactly("1");
        assertThat(sink.errors()).singleElement().asString().contains("public.others-0", "identifies no row");
    }

    @Test
    void namesRemedyForDeleteWhereKeyIsInValue() {
        sink.with("pk.mode", "record_value").with("pk.fields", "id").put(orders.tombstone(1));
        assertThat(sink.errors()).singleElement().asString().contains("pk.mode=record_key", "delete.enabled=false");
    }

    @Test
    void writesRowsOfNothingButTheirKey() {
        database.execute("CREATE SCHEMA shop; CREATE TABLE shop.pairs (id int PRIMARY KEY)");
        sink.with("schema.evolution", "none");
        FlatRecords pairs = new FlatRecords("shop.pairs");

        sink.put(pairs.row(1)).put(pairs.row(1), pairs.row(2)).put(pairs.row(1), pairs.tombstone(2));

        assertThat(database.rows("SELECT id FROM shop.pairs")).containsExactly("1");
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void failsWithSameMessageWhereNoReporterIs() {
        sink.withoutReporter();
        Schema bare = SchemaBuilder.struct().field("x", Schema.STRING_SCHEMA).build();
        assertThatThrownBy(() ->
                        sink.put(new SinkRecord("shop.t", 0, null, null, bare, new Struct(bare).put("x", "y"), 5)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("shop.t-0@5")
                .hasMessageContaining("record_key");
    }
}
