/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records without Tandem's headers. */
class FlatRecordsTest {
    private Database database;
    private Harness sink;
    private FlatRecords orders;

    @BeforeEach
    void open() {
        database = Database.create();
        sink = Harness.on(database);
        orders = new FlatRecords("shop.orders").field("item", Schema.OPTIONAL_STRING_SCHEMA);
    }

    @AfterEach
    void close() throws Exception {
        sink.close();
        database.close();
    }

    @Test
    void areUpsertedInTheOrderOfTheirTopicAndAReplayChangesNothing() {
        SinkRecord first = orders.row(1, "old");
        SinkRecord second = orders.row(1, "new");
        sink.put(first).put(second).put(first);
        assertThat(database.rows("SELECT id, item, _sync_version FROM shop.orders"))
                .containsExactly("1|new|1");
    }

    @Test
    void aTombstoneDeletesAndAReplayDoesNotBringTheRowBack() {
        SinkRecord row = orders.row(1, "x");
        SinkRecord tombstone = orders.tombstone(1);
        sink.put(row, tombstone).put(row);
        assertThat(database.rows("SELECT * FROM shop.orders")).isEmpty();
        sink.put(orders.row(1, "again"));
        assertThat(database.rows("SELECT id, item FROM shop.orders")).containsExactly("1|again");
    }

    @Test
    void aTombstoneIsIgnoredWhenDeletesAreOff() {
        sink.with("delete.enabled", "false").put(orders.row(1, "x"), orders.tombstone(1));
        assertThat(database.rows("SELECT id FROM shop.orders")).containsExactly("1");
    }

    @Test
    void theVersionFieldDecidesWhichIsNewer() {
        orders.field("changed", Timestamp.SCHEMA);
        sink.with("version.field", "changed");
        sink.put(orders.row(1, "noon", new Date(12_000)), orders.row(1, "morning", new Date(8_000)));
        sink.put(orders.row(1, "dawn", new Date(5_000)));
        assertThat(database.rows("SELECT item, _sync_version FROM shop.orders")).containsExactly("noon|12000000");
    }

    @Test
    void ofTwoRecordsWithTheSameVersionFieldTheLaterCounts() {
        orders.field("changed", Schema.INT64_SCHEMA);
        sink.with("version.field", "changed");
        sink.put(orders.row(1, "first", 7L)).put(orders.row(1, "second", 7L));
        assertThat(database.rows("SELECT item FROM shop.orders")).containsExactly("second");
    }

    @Test
    void aDeleteThatKnowsNoVersionIsNewerThanItsRowAndLeavesThatVersionInTheTombstone() {
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
    void theKeyMayComeFromTheValue() {
        sink.with("pk.mode", "record_value").with("pk.fields", "item,id");
        sink.put(orders.row(1, "a"), orders.row(1, "b"), orders.row(1, "a"));
        assertThat(database.rows("SELECT item, id FROM shop.orders ORDER BY 1")).containsExactly("a|1", "b|1");
        assertThat(database.rows("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'p'"
                        + " AND conrelid = 'shop.orders'::regclass"))
                .containsExactly("PRIMARY KEY (item, id)");
    }

    @Test
    void aPlainKeyIsKeptInTheColumnThatPkFieldsNames() {
        Schema schema = SchemaBuilder.struct().field("n", Schema.INT64_SCHEMA).build();
        sink.with("pk.fields", "code");
        sink.put(new SinkRecord("plain", 0, Schema.STRING_SCHEMA, "k", schema, new Struct(schema).put("n", 5L), 0));
        sink.put(new SinkRecord("plain", 0, Schema.STRING_SCHEMA, "k", schema, new Struct(schema).put("n", 6L), 1));
        assertThat(database.rows("SELECT code, n FROM public.plain")).containsExactly("k|6");
    }

    @Test
    void insertModeLeavesRowsThatExistAndUpdateModeMakesNone() {
        database.execute(
                "CREATE SCHEMA shop; CREATE TABLE shop.orders (id int PRIMARY KEY, item text, _sync_version bigint);"
                        + " INSERT INTO shop.orders VALUES (1, 'kept')");
        sink.with("insert.mode", "insert").put(orders.row(1, "x"), orders.row(2, "new"));
        assertThat(database.rows("SELECT id, item FROM shop.orders ORDER BY 1")).containsExactly("1|kept", "2|new");
        sink.restart().with("insert.mode", "update").put(orders.row(1, "updated"), orders.row(3, "none"));
        assertThat(database.rows("SELECT id, item FROM shop.orders ORDER BY 1")).containsExactly("1|updated", "2|new");
    }

    @Test
    void aTopicWithoutDotGoesToTheFirstSchemaOfTheSearchPath() {
        database.execute("CREATE SCHEMA mine");
        Harness own = new Harness().with("connection.url", database.url() + "&currentSchema=mine,public");
        own.put(new FlatRecords("things").field("a", Schema.STRING_SCHEMA).row(1, "x"));
        own.close();
        assertThat(database.rows("SELECT id, a FROM mine.things")).containsExactly("1|x");
    }

    @Test
    void manyTopicsMayFeedOneTable() {
        sink.with("topics.to.tables.mapping", "eu.orders:shop.all_orders, us.orders:shop.all_orders");
        FlatRecords eu = new FlatRecords("eu.orders").field("item", Schema.STRING_SCHEMA);
        FlatRecords us = new FlatRecords("us.orders").field("item", Schema.STRING_SCHEMA);
        sink.put(eu.row(1, "e"), us.row(2, "u"));
        assertThat(database.rows("SELECT id, item FROM shop.all_orders ORDER BY 1"))
                .containsExactly("1|e", "2|u");
    }

    @Test
    void aNullIsANullWhateverTheDefaultOfTheSchema() {
        FlatRecords records = new FlatRecords("shop.defaults")
                .field(
                        "a",
                        SchemaBuilder.string()
                                .optional()
                                .defaultValue("default")
                                .build());
        sink.put(records.row(1, (Object) null));
        assertThat(database.rows("SELECT a FROM shop.defaults")).containsExactly("null");
    }

    @Test
    void anEnvelopeIsRefusedWithTheRemedy() {
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
    void withoutAReporterABadRecordFailsTheTaskWithTheSameMessage() {
        sink.withoutReporter();
        Schema bare = SchemaBuilder.struct().field("x", Schema.STRING_SCHEMA).build();
        assertThatThrownBy(() ->
                        sink.put(new SinkRecord("shop.t", 0, null, null, bare, new Struct(bare).put("x", "y"), 5)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("shop.t-0@5")
                .hasMessageContaining("record_key");
    }
}
