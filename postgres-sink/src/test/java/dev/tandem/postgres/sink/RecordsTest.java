/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Effects of records, which are equal for both kinds. */
@ParameterizedClass
@EnumSource(RecordKind.class)
class RecordsTest extends SinkTest {
    @Parameter
    private RecordKind kind;

    private FlatRecords orders;

    @BeforeEach
    void open() {
        orders = kind.of("shop.orders").field("item", Schema.OPTIONAL_STRING_SCHEMA);
    }

    @Test
    void upsertsInOrderOfTopicAndReplaysWithoutChange() {
        SinkRecord first = orders.row(1, "old");
        SinkRecord second = orders.row(1, "new");
        sink.put(first).put(second).put(first);
        assertThat(database.rows("SELECT id, item, _sync_version FROM shop.orders"))
                .containsExactly("1|new|1");
    }

    @Test
    void deletesByTombstoneAlsoOnReplay() {
        SinkRecord row = orders.row(1, "x");
        SinkRecord tombstone = orders.tombstone(1);
        sink.put(row, tombstone).put(row);
        assertThat(database.rows("SELECT * FROM shop.orders")).isEmpty();
        sink.put(orders.row(1, "again"));
        assertThat(database.rows("SELECT id, item FROM shop.orders")).containsExactly("1|again");
    }

    @Test
    void ignoresTombstonesWhenDeletesAreOff() {
        sink.with("delete.enabled", "false").put(orders.row(1, "x"), orders.tombstone(1));
        assertThat(database.rows("SELECT id FROM shop.orders")).containsExactly("1");
    }

    @Test
    void keepsExistingRowsOnInsertAndCreatesNoneOnUpdate() {
        database.execute(
                "CREATE SCHEMA shop; CREATE TABLE shop.orders (id int PRIMARY KEY, item text, _sync_version bigint);"
                        + " INSERT INTO shop.orders VALUES (1, 'kept')");
        sink.with("insert.mode", "insert").put(orders.row(1, "x"), orders.row(2, "new"));
        assertThat(database.rows("SELECT id, item FROM shop.orders ORDER BY 1")).containsExactly("1|kept", "2|new");
        sink.restart().with("insert.mode", "update").put(orders.row(1, "updated"), orders.row(3, "none"));
        assertThat(database.rows("SELECT id, item FROM shop.orders ORDER BY 1")).containsExactly("1|updated", "2|new");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void insertsFirstOfRecordsWithOneKeyWhateverTheBatches(boolean oneBatch) {
        List<SinkRecord> records = List.of(
                orders.row(1, "first"),
                orders.row(1, "second"),
                orders.row(2, "deleted"),
                orders.tombstone(2),
                orders.row(2, "again"),
                orders.row(2, "last"));
        sink.with("insert.mode", "insert");

        if (oneBatch) {
            sink.put(records);
        } else {
            records.forEach(sink::put);
        }

        assertThat(database.rows("SELECT id, item FROM shop.orders ORDER BY 1")).containsExactly("1|first", "2|again");
    }

    @Test
    void writesTopicWithoutDotToFirstSchemaOfSearchPath() {
        database.execute("CREATE SCHEMA mine");
        Harness own = new Harness().with("connection.url", database.url() + "&currentSchema=mine,public");
        own.put(kind.of("things").field("a", Schema.STRING_SCHEMA).row(1, "x"));
        own.close();
        assertThat(database.rows("SELECT id, a FROM mine.things")).containsExactly("1|x");
    }

    @Test
    void writesManyTopicsToOneTable() {
        sink.with("topics.to.tables.mapping", "eu.orders:shop.all_orders, us.orders:shop.all_orders");
        FlatRecords eu = kind.of("eu.orders").field("item", Schema.STRING_SCHEMA);
        FlatRecords us = kind.of("us.orders").field("item", Schema.STRING_SCHEMA);
        sink.put(eu.row(1, "e"), us.row(2, "u"));
        assertThat(database.rows("SELECT id, item FROM shop.all_orders ORDER BY 1"))
                .containsExactly("1|e", "2|u");
    }

    @Test
    void writesNullWhateverDefaultSchemaHas() {
        FlatRecords records = kind.of("shop.defaults")
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
    void ignoresSystemColumnsOfAnotherSyncedTable() {
        orders.field("_sync_version", Schema.OPTIONAL_INT64_SCHEMA);
        sink.put(orders.row(1, "a", 999L)).put(orders.row(1, "b", 999L));
        assertThat(database.rows("SELECT id, item, _sync_version FROM shop.orders"))
                .containsExactly("1|b|1");
        assertThat(sink.errors()).isEmpty();
    }
}
