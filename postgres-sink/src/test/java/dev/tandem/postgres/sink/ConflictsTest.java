/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.plugin.page.Page;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Changes of two origins meet on a row, and the loser's values are kept in {@code tandem.conflicts}. */
class ConflictsTest extends TwoOriginsTest {
    private static final Page PAGE = Page.of("postgres-sink.md", "sql");

    @Test
    void keepsLosersWhoseKeysAreSpelledInAnotherWay() {
        database.execute("CREATE EXTENSION citext; CREATE TABLE public.e (id citext PRIMARY KEY, x text)");
        sink.with("version.field", "").with("topics.to.tables.mapping", "eu:public.e,us:public.e");
        KeyedRecords eu = new KeyedRecords("eu", Schema.STRING_SCHEMA);
        KeyedRecords us = new KeyedRecords("us", Schema.STRING_SCHEMA);
        us.upsert("any", "makes its offsets greater");

        sink.put(eu.upsert("BOB", "eu"), us.upsert("bob", "us"), us.upsert("Bob", "us again"));

        assertThat(database.rows("SELECT id, x, _sync_origin FROM public.e")).containsExactly("BOB|us again|us");
        assertThat(database.rows("SELECT local_value, remote_value FROM tandem.conflicts"))
                .containsExactly("\"eu\"|\"us\"");
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void keepsValuesThatNewerChangeOverwrites() {
        sink.put(eu.row(1, "tea", "Rome", 10L)).put(us.row(1, "coffee", "Rome", 20L));
        assertThat(database.rows(ORDERS)).containsExactly("1|coffee|Rome|20|us.orders");
        assertThat(log())
                .containsExactly(
                        "1|item|update_origin_differs|apply_remote|\"tea\"|\"coffee\"",
                        "1|v|update_origin_differs|apply_remote|10|20");
        assertThat(database.rows(
                        "SELECT DISTINCT table_schema, table_name, local_version, remote_version, local_origin,"
                                + " remote_origin, topic, kafka_partition, kafka_offset, local_time,"
                                + " extract(epoch FROM remote_time)::bigint FROM tandem.conflicts"))
                .containsExactly("shop|orders|10|20|eu.orders|us.orders|us.orders|0|0|null|1700000000");
    }

    @Test
    void keepsValuesOfOlderChange() {
        sink.put(us.row(1, "coffee", "Rome", 20L)).put(eu.row(1, "tea", null, 10L));
        assertThat(database.rows(ORDERS)).containsExactly("1|coffee|Rome|20|us.orders");
        assertThat(log())
                .containsExactly(
                        "1|city|update_origin_differs|keep_local|\"Rome\"|null",
                        "1|item|update_origin_differs|keep_local|\"coffee\"|\"tea\"",
                        "1|v|update_origin_differs|keep_local|20|10");
    }

    @Test
    void logsNothingForChangesOfOneOrigin() {
        sink.put(eu.row(1, "tea", "Rome", 10L)).put(eu.row(1, "coffee", "Oslo", 20L));
        sink.put(eu.row(1, "late", "late", 5L)).put(us.row(2, "own", "row", 1L));
        assertThat(log()).isEmpty();
    }

    @Test
    void logsNothingForEqualValuesInAnySpelling() {
        String decimal = "numeric";
        FlatRecords one = new FlatRecords("eu.orders").field("amount", Decimal.schema(2));
        FlatRecords other = new FlatRecords("us.orders").field("amount", Decimal.schema(0));
        sink.with("version.field", "");
        sink.put(one.row(1, new BigDecimal("10.00")), one.row(1, new BigDecimal("10.00")));
        other.row(0, BigDecimal.ZERO);
        other.row(0, BigDecimal.ZERO);
        sink.put(other.row(1, new BigDecimal("10")));
        assertThat(database.rows("SELECT pg_typeof(amount), _sync_origin FROM shop.orders"))
                .containsExactly(decimal + "|us.orders");
        assertThat(log()).isEmpty();
    }

    @Test
    void keepsWholeRowThatAnotherOriginDeletes() {
        sink.put(eu.row(1, "tea", "Rome", 10L)).put(us.tombstone(1));
        assertThat(database.rows(ORDERS)).isEmpty();
        assertThat(database.rows("SELECT field, type, resolution, remote_value FROM tandem.conflicts"))
                .containsExactly("*|delete_origin_differs|apply_remote|null");
        assertThat(database.rows("SELECT r.id, r.item, r.city FROM tandem.conflicts c,"
                        + " jsonb_populate_record(NULL::shop.orders, c.local_value) r"))
                .containsExactly("1|tea|Rome");
        assertThat(database.rows("SELECT key, version, origin FROM tandem.tombstones"))
                .containsExactly("1|10|us.orders");
    }

    @Test
    void showsAndRestoresWhatWasLostAsThePageSays() {
        String[] sql = PAGE.under("Conflicts").get(0).split(";\n\n", 2);
        sink.put(eu.row(1, "tea", "Rome", 10L)).put(us.tombstone(1));

        List<String> lost = database.rows(sql[0]);
        database.execute(sql[1]);

        assertThat(PAGE.rest()).isEmpty();
        assertThat(lost).singleElement().asString().contains("orders|1|*|", "tea", "eu.orders");
        assertThat(database.rows("SELECT id, item, city FROM shop.orders")).containsExactly("1|tea|Rome");
    }

    @Test
    void logsDeleteThatIsOlderThanRow() {
        sink.put(headers("1", "us", 20, "c", Map.of("Name", "new")));
        sink.put(headers("1", "eu", 10, "d", Map.of()));
        assertThat(database.rows(
                        "SELECT field, type, resolution, local_value->>'Name', remote_origin FROM tandem.conflicts"))
                .containsExactly("*|delete_origin_differs|keep_local|new|eu");
    }

    @Test
    void keepsChangeThatIsOlderThanTombstone() {
        sink.put(headers("1", "us", 20, "d", Map.of()));
        sink.put(headers("1", "eu", 10, "u", Map.of("Name", "late", "Employees", 7)));
        assertThat(database.rows("SELECT * FROM salesforce.\"Account\"")).isEmpty();
        assertThat(log())
                .containsExactly(
                        "1|Employees|update_deleted|keep_local|null|7",
                        "1|Name|update_deleted|keep_local|null|\"late\"");
    }

    @Test
    void logsChangeThatBringsDeletedRowBack() {
        sink.put(headers("1", "us", 20, "d", Map.of()));
        sink.put(headers("1", "eu", 30, "c", Map.of("Name", "back")));
        assertThat(database.rows("SELECT \"Name\" FROM salesforce.\"Account\"")).containsExactly("back");
        assertThat(log()).containsExactly("1|*|update_deleted|apply_remote|null|null");
    }

    @Test
    void logsCreateThatMeetsRowAsInsertExists() {
        sink.put(headers("1", "eu", 10, "c", Map.of("Name", "one")));
        sink.put(headers("1", "us", 20, "c", Map.of("Name", "two")));
        assertThat(log()).containsExactly("1|Name|insert_exists|apply_remote|\"one\"|\"two\"");
    }

    @Test
    void logsOnlyDifferingFieldsOfPartialChange() {
        sink.put(headers("1", "eu", 10, "r", Map.of("Name", "one", "City", "Rome", "Employees", 1)));
        sink.put(headers("1", "us", 20, "u", Map.of("City", "Rome", "Employees", 2)));
        assertThat(database.rows("SELECT \"Name\", \"City\", \"Employees\" FROM salesforce.\"Account\""))
                .containsExactly("one|Rome|2");
        assertThat(log()).containsExactly("1|Employees|update_origin_differs|apply_remote|1|2");
    }

    @Test
    void keepsCommitTimes() {
        sink.put(headers("1", "eu", 10, "c", Map.of("Name", "one")));
        SinkRecord change = headers("1", "us", 20, "u", Map.of("Name", "two"));
        change.headers().addLong(ChangeHeaders.COMMIT_TS, 1_700_000_000_000_123L);
        sink.put(change);
        assertThat(database.rows("SELECT remote_time AT TIME ZONE 'UTC' FROM tandem.conflicts"))
                .containsExactly("2023-11-14 22:13:20.000123");
    }

    @Test
    void treatsOriginsOfOneBatchAsIfOneByOne() {
        List<SinkRecord> records = List.of(
                eu.row(1, "a", "x", 10L),
                eu.row(2, "a", "x", 10L),
                us.row(1, "b", "x", 20L),
                us.row(1, "c", "x", 21L),
                eu.row(1, "d", "x", 5L),
                eu.row(1, "e", "x", 30L),
                us.tombstone(2));
        sink.put(records);
        List<String> together = log();
        List<String> rows = database.rows(ORDERS);
        assertThat(together).hasSize(7);
        database.execute("DROP SCHEMA shop CASCADE; DROP SCHEMA tandem CASCADE");
        sink.restart();
        records.forEach(sink::put);
        assertThat(log()).isEqualTo(together);
        assertThat(database.rows(ORDERS)).isEqualTo(rows);
    }

    @Test
    void breaksTieOfVersionsByNameOfOrigin() {
        sink.put(eu.row(1, "eu", "x", 10L)).put(us.row(1, "us", "x", 10L));
        sink.put(us.row(2, "us", "x", 10L)).put(eu.row(2, "eu", "x", 10L));
        assertThat(database.rows(ORDERS)).containsExactly("1|eu|x|10|eu.orders", "2|eu|x|10|eu.orders");
        assertThat(log())
                .containsExactlyInAnyOrder(
                        "1|item|update_origin_differs|keep_local|\"eu\"|\"us\"",
                        "2|item|update_origin_differs|apply_remote|\"us\"|\"eu\"");
    }

    @Test
    void logsTheSameInHerokuLayout() {
        sink.with("table.layout", "heroku").with("conflict.log", "on").with("version.field", "");
        sink.put(headers("001A", "eu", 10, "r", Map.of("Name", "one", "City", "Rome")));
        sink.put(headers("001A", "us", 20, "u", Map.of("Name", "two")));
        sink.put(headers("001A", "eu", 30, "d", Map.of()));
        assertThat(log())
                .containsExactlyInAnyOrder(
                        "001A|name|update_origin_differs|apply_remote|\"one\"|\"two\"",
                        database.rows(
                                        "SELECT key, field, type, resolution, local_value, remote_value FROM tandem.conflicts"
                                                + " WHERE field = '*'")
                                .get(0));
        assertThat(database.rows("SELECT r.name, r.city, r._hc_lastop, r.id FROM tandem.conflicts c,"
                        + " jsonb_populate_record(NULL::salesforce.account, c.local_value) r WHERE field = '*'"))
                .containsExactly("two|Rome|SYNCED|1");
    }

    @Test
    void keepsRowsOfOtherOriginsOnTruncate() {
        sink.with("truncate.enabled", "true");
        sink.put(
                headers("1", "eu", 10, "c", Map.of("Name", "one")), headers("2", "us", 10, "c", Map.of("Name", "two")));
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString(ChangeHeaders.OP, "t")
                .addLong(ChangeHeaders.VERSION, 20)
                .addString(ChangeHeaders.ORIGIN, "us");
        SinkRecord truncate = new SinkRecord(Changes.TOPIC, 0, null, null, null, null, 999, null, null, headers);
        sink.put(truncate).put(truncate);
        assertThat(database.rows("SELECT * FROM salesforce.\"Account\"")).isEmpty();
        assertThat(database.rows(
                        "SELECT key, field, type, resolution, local_value->>'Name', local_version, local_origin,"
                                + " remote_version, remote_origin, kafka_offset FROM tandem.conflicts"))
                .containsExactly("1|*|delete_origin_differs|apply_remote|one|10|eu|20|us|999");
        sink.put(headers("1", "eu", 15, "u", Map.of("Name", "late")));
        assertThat(database.rows("SELECT type, remote_value FROM tandem.conflicts WHERE field = 'Name'"))
                .containsExactly("update_deleted|\"late\"");
    }

    @Test
    void keepsOriginAndPlaceOfTopicsThatRouterMerges() {
        try (Harness merged = Harness.on(database).with("conflict.log", "on").with("version.field", "v")) {
            merged.put(routed(eu.row(1, "tea", "Rome", 10L))).put(routed(us.row(1, "coffee", "Rome", 20L)));
        }
        assertThat(database.rows("SELECT item, _sync_origin FROM world.orders")).containsExactly("coffee|us.orders");
        assertThat(database.rows("SELECT field, local_origin, topic, kafka_offset FROM tandem.conflicts ORDER BY 1"))
                .containsExactly("item|eu.orders|us.orders|0", "v|eu.orders|us.orders|0");
    }

    private static SinkRecord routed(SinkRecord record) {
        return record.newRecord(
                "world.orders",
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp());
    }

    @Test
    void comparesValuesAsColumnStoresThem() {
        Map<String, List<String>> types = Map.ofEntries(
                Map.entry(
                        "uuid",
                        List.of("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc999c0b4ef8bb6d6bb9bd380a11", "0")),
                Map.entry("jsonb", List.of("{\"a\": 1, \"b\": [2.0]}", "{\"b\":[2],\"a\":1}", "{\"a\": 2}")),
                Map.entry("json", List.of("{\"a\": 1}", "{\"a\":1}", "{\"a\": 2}")),
                Map.entry("numeric(10,2)", List.of("10.00", "10", "10.01")),
                Map.entry("timestamptz", List.of("2020-01-01 12:00:00+02", "2020-01-01T10:00:00Z", "2020-01-01")),
                Map.entry("timestamp(0)", List.of("2020-01-01 12:00:00.0", "2020-01-01 12:00:00", "infinity")),
                Map.entry("char(5)", List.of("ab", "ab ", "ac")),
                Map.entry("varchar(5)", List.of("ab", "ab", "ab ")),
                Map.entry("inet", List.of("::0001", "::1", "::2")),
                Map.entry("int[]", List.of("{1,2}", "{ 1, 2 }", "{1}")),
                Map.entry("bytea", List.of("\\x0a", "\\x0A", "\\x0b")),
                Map.entry("bit(3)", List.of("101", "101", "111")),
                Map.entry("boolean", List.of("yes", "t", "no")),
                Map.entry("double precision", List.of("1e2", "100", "NaN")),
                Map.entry("point", List.of("(1,2)", "1,2", "(2,1)")),
                Map.entry("tstzrange", List.of("[2020-01-01,)", "[2020-01-01 00:00,)", "empty")),
                Map.entry("xml", List.of("<a/>", "<a/>", "<b/>")));
        sink.with("version.field", "").with("schema.evolution", "none");
        types.forEach((type, values) -> {
            database.execute(
                    "DROP SCHEMA IF EXISTS shop CASCADE; CREATE SCHEMA shop; SET timezone = 'UTC'; CREATE TABLE shop.orders"
                            + " (id int PRIMARY KEY, t " + type + ", _sync_version bigint, _sync_origin text)");
            database.execute("DROP TABLE IF EXISTS tandem.conflicts, tandem.conflict_positions");
            FlatRecords one = new FlatRecords("eu.orders").field("t", Schema.OPTIONAL_STRING_SCHEMA);
            FlatRecords other = new FlatRecords("us.orders").field("t", Schema.OPTIONAL_STRING_SCHEMA);
            other.tombstone(0);
            sink.restart().put(one.row(1, values.get(0))).put(other.row(1, values.get(1)));
            assertThat(log()).as(type).isEmpty();
            one.tombstone(0);
            String different = values.get(2).equals("0") ? "00000000-0000-0000-0000-000000000000" : values.get(2);
            sink.put(one.row(1, different));
            assertThat(log()).as(type).singleElement().asString().startsWith("1|t|update_origin_differs|apply_remote|");
            other.tombstone(0);
            sink.put(other.row(1, (Object) null));
            assertThat(log()).as(type).hasSize(2).last().asString().endsWith("|null");
        });
        assertThat(sink.errors()).isEmpty();
    }

    @Test
    void treatsFieldInTwoColumnsAsOne() {
        sink.with("schema.rewrite", "new-column").with("version.field", "");
        FlatRecords small = new FlatRecords("eu.orders").field("n", Schema.INT32_SCHEMA);
        FlatRecords large = new FlatRecords("us.orders").field("n", Schema.INT64_SCHEMA);
        large.tombstone(0);
        sink.put(small.row(1, 7), small.row(2, 7), large.row(1, 7L), large.row(2, 1L << 40));
        assertThat(database.rows("SELECT id, n, n_bigint, _sync_origin FROM shop.orders ORDER BY 1"))
                .containsExactly("1|null|7|us.orders", "2|null|1099511627776|us.orders");
        small.tombstone(0);
        sink.put(small.row(2, 9));
        assertThat(log())
                .containsExactly(
                        "2|n|update_origin_differs|apply_remote|7|1099511627776",
                        "2|n|update_origin_differs|apply_remote|1099511627776|9");
    }

    private SinkRecord headers(String id, String origin, long version, String operation, Map<String, ?> fields) {
        sink.with("conflict.log", "on").with("version.field", "");
        SinkRecord record = switch (operation) {
            case "c" -> Changes.create(id, version, fields);
            case "d" -> Changes.delete(id, version);
            case "r" -> Changes.read(id, version, fields);
            default -> Changes.update(id, version, fields);
        };
        record.headers().remove(ChangeHeaders.ORIGIN).addString(ChangeHeaders.ORIGIN, origin);
        return record;
    }
}
