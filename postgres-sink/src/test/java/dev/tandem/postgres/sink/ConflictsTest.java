/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.event.ChangeHeaders;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of two origins meet on a row, and the loser's values are kept in {@code tandem.conflicts}. */
class ConflictsTest extends SinkTest {
    private static final String LOG =
            "SELECT key, field, type, resolution, local_value, remote_value FROM tandem.conflicts"
                    + " ORDER BY kafka_offset, topic, key, field";
    private static final String ORDERS =
            "SELECT id, item, city, _sync_version, _sync_origin FROM shop.orders ORDER BY 1";

    private FlatRecords eu;
    private FlatRecords us;

    @BeforeEach
    void open() {
        sink.with("topics.to.tables.mapping", "eu.orders:shop.orders,us.orders:shop.orders")
                .with("version.field", "v");
        eu = orders("eu.orders");
        us = orders("us.orders");
    }

    private static FlatRecords orders(String topic) {
        return new FlatRecords(topic)
                .field("item", Schema.OPTIONAL_STRING_SCHEMA)
                .field("city", Schema.OPTIONAL_STRING_SCHEMA)
                .field("v", Schema.INT64_SCHEMA);
    }

    private List<String> log() {
        return database.rows(LOG);
    }

    @Test
    void theValuesThatANewerChangeOfAnotherTopicOverwritesAreKept() {
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
    void theValuesOfAnOlderChangeOfAnotherTopicAreKept() {
        sink.put(us.row(1, "coffee", "Rome", 20L)).put(eu.row(1, "tea", null, 10L));
        assertThat(database.rows(ORDERS)).containsExactly("1|coffee|Rome|20|us.orders");
        assertThat(log())
                .containsExactly(
                        "1|city|update_origin_differs|keep_local|\"Rome\"|null",
                        "1|item|update_origin_differs|keep_local|\"coffee\"|\"tea\"",
                        "1|v|update_origin_differs|keep_local|20|10");
    }

    @Test
    void changesOfOneOriginAreNoConflict() {
        sink.put(eu.row(1, "tea", "Rome", 10L)).put(eu.row(1, "coffee", "Oslo", 20L));
        sink.put(eu.row(1, "late", "late", 5L)).put(us.row(2, "own", "row", 1L));
        assertThat(log()).isEmpty();
    }

    @Test
    void equalValuesAreNoConflictHoweverTheyAreWritten() {
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
    void aDeleteOfAnotherOriginKeepsTheWholeRowSoThatItCanBeRestored() {
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
    void aDeleteThatIsOlderThanTheRowOfAnotherOriginIsLogged() {
        sink.put(headers("1", "us", 20, "c", Map.of("Name", "new")));
        sink.put(headers("1", "eu", 10, "d", Map.of()));
        assertThat(database.rows(
                        "SELECT field, type, resolution, local_value->>'Name', remote_origin FROM tandem.conflicts"))
                .containsExactly("*|delete_origin_differs|keep_local|new|eu");
    }

    @Test
    void aChangeOlderThanTheTombstoneOfAnotherOriginIsKept() {
        sink.put(headers("1", "us", 20, "d", Map.of()));
        sink.put(headers("1", "eu", 10, "u", Map.of("Name", "late", "Employees", 7)));
        assertThat(database.rows("SELECT * FROM salesforce.\"Account\"")).isEmpty();
        assertThat(log())
                .containsExactly(
                        "1|Employees|update_deleted|keep_local|null|7",
                        "1|Name|update_deleted|keep_local|null|\"late\"");
    }

    @Test
    void aChangeThatBringsARowBackWhichAnotherOriginDeletedIsLogged() {
        sink.put(headers("1", "us", 20, "d", Map.of()));
        sink.put(headers("1", "eu", 30, "c", Map.of("Name", "back")));
        assertThat(database.rows("SELECT \"Name\" FROM salesforce.\"Account\"")).containsExactly("back");
        assertThat(log()).containsExactly("1|*|update_deleted|apply_remote|null|null");
    }

    @Test
    void aCreateThatMeetsTheRowOfAnotherOriginIsAnInsertThatExists() {
        sink.put(headers("1", "eu", 10, "c", Map.of("Name", "one")));
        sink.put(headers("1", "us", 20, "c", Map.of("Name", "two")));
        assertThat(log()).containsExactly("1|Name|insert_exists|apply_remote|\"one\"|\"two\"");
    }

    @Test
    void ofAPartialChangeOnlyItsFieldsThatDifferAreLogged() {
        sink.put(headers("1", "eu", 10, "r", Map.of("Name", "one", "City", "Rome", "Employees", 1)));
        sink.put(headers("1", "us", 20, "u", Map.of("City", "Rome", "Employees", 2)));
        assertThat(database.rows("SELECT \"Name\", \"City\", \"Employees\" FROM salesforce.\"Account\""))
                .containsExactly("one|Rome|2");
        assertThat(log()).containsExactly("1|Employees|update_origin_differs|apply_remote|1|2");
    }

    @Test
    void commitTimesOfTandemsRecordsAreKept() {
        sink.put(headers("1", "eu", 10, "c", Map.of("Name", "one")));
        SinkRecord change = headers("1", "us", 20, "u", Map.of("Name", "two"));
        change.headers().addLong(ChangeHeaders.COMMIT_TS, 1_700_000_000_000_123L);
        sink.put(change);
        assertThat(database.rows("SELECT remote_time AT TIME ZONE 'UTC' FROM tandem.conflicts"))
                .containsExactly("2023-11-14 22:13:20.000123");
    }

    @Test
    void changesOfSeveralOriginsInOneBatchGiveTheSameAsOneByOne() {
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
    void ofTwoOriginsAtTheSameVersionTheOneWhoseNameSortsFirstWinsWhateverComesFirst() {
        sink.put(eu.row(1, "eu", "x", 10L)).put(us.row(1, "us", "x", 10L));
        sink.put(us.row(2, "us", "x", 10L)).put(eu.row(2, "eu", "x", 10L));
        assertThat(database.rows(ORDERS)).containsExactly("1|eu|x|10|eu.orders", "2|eu|x|10|eu.orders");
        assertThat(log())
                .containsExactlyInAnyOrder(
                        "1|item|update_origin_differs|keep_local|\"eu\"|\"us\"",
                        "2|item|update_origin_differs|apply_remote|\"us\"|\"eu\"");
    }

    @Test
    void whatIsRedeliveredOrReplayedChangesNothingAndIsNotLoggedAgain() {
        List<SinkRecord> europe = List.of(eu.row(1, "a", "x", 10L), eu.row(1, "b", "x", 11L), eu.row(2, "a", "x", 10L));
        List<SinkRecord> america =
                List.of(us.row(1, "c", "y", 20L), us.row(2, "a", "x", 20L), us.row(1, "d", "y", 21L));
        sink.put(europe).put(america);
        List<String> rows = database.rows(ORDERS);
        List<String> log = log();
        assertThat(log).hasSize(4);

        sink.put(america);
        sink.restart().put(europe).put(america);
        sink.restart().put(america).put(europe);
        for (SinkRecord record : europe) {
            sink.put(record);
        }
        assertThat(database.rows(ORDERS)).isEqualTo(rows);
        assertThat(log()).isEqualTo(log);

        database.execute("DELETE FROM tandem.conflicts");
        sink.restart().put(europe).put(america);
        assertThat(log())
                .as("a record is looked at once, also when its entry has been purged")
                .isEmpty();
    }

    @Test
    void aTableThatIsBuiltAnewFromTheTopicsHasTheSameConflicts() {
        List<SinkRecord> records =
                List.of(eu.row(1, "a", "x", 10L), us.row(1, "b", "y", 20L), eu.row(1, "c", "z", 30L));
        sink.put(records);
        List<String> rows = database.rows(ORDERS);
        List<String> log = log();
        database.execute("DROP TABLE shop.orders");
        sink.restart().put(records);
        assertThat(database.rows(ORDERS)).isEqualTo(rows);
        assertThat(log()).isEqualTo(log);
    }

    @Test
    void rowsFromBeforeTheLogHaveNoOriginAndSoNoConflict() {
        sink.with("conflict.log", "off").put(eu.row(1, "tea", "Rome", 10L), eu.tombstone(2));
        assertThat(database.rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'orders'"
                        + " AND column_name = '_sync_origin'"))
                .isEmpty();
        assertThat(database.rows("SELECT to_regclass('tandem.conflicts')")).containsExactly("null");
        database.execute("INSERT INTO tandem.tombstones VALUES ('shop', 'orders', '2', 15)");

        sink.restart().with("conflict.log", "on").put(us.row(1, "coffee", "Rome", 20L), us.row(2, "late", "x", 3L));
        assertThat(log()).isEmpty();
        sink.put(eu.row(1, "cocoa", "Rome", 30L));
        assertThat(database.rows("SELECT field, local_value FROM tandem.conflicts ORDER BY 1"))
                .containsExactly("item|\"coffee\"", "v|20");

        sink.restart().with("conflict.log", "off").put(us.row(1, "unlogged", "Rome", 40L));
        sink.restart().with("conflict.log", "on").put(eu.row(1, "tea", "Rome", 50L));
        assertThat(database.rows("SELECT count(*) FROM tandem.conflicts")).containsExactly("2");
    }

    @Test
    void theLogIsOnByItselfOnlyWhereTopicsShareATable() {
        try (Harness alone = Harness.on(database)) {
            alone.put(new FlatRecords("shop.single")
                    .field("a", Schema.STRING_SCHEMA)
                    .row(1, "x"));
        }
        assertThat(database.rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'single'"))
                .containsExactlyInAnyOrder("id", "a", "_sync_version");
        assertThat(database.rows("SELECT to_regclass('tandem.conflicts')")).containsExactly("null");
    }

    @Test
    void aTableThatIsNamedForOneTopicIsNotShared() {
        try (Harness alone = Harness.on(database).with("topics", "eu.orders").with("table.name.format", "orders")) {
            alone.put(eu.row(1, "tea", "Rome", 10L));
        }
        assertThat(database.rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'orders'"))
                .containsExactlyInAnyOrder("id", "item", "city", "v", "_sync_version");
        try (Harness several = Harness.on(database).with("topics", "eu.orders,us.orders")) {
            several.with("table.name.format", "orders")
                    .with("version.field", "v")
                    .put(us.row(1, "coffee", "Rome", 20L));
        }
        assertThat(database.rows("SELECT _sync_origin FROM orders")).containsExactly("us.orders");
    }

    @Test
    void inTheHerokuLayoutConflictsAreLoggedTheSame() {
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
    void losingValuesAreCountedOverJmx() throws Exception {
        sink.with("name", "conflicting");
        sink.put(eu.row(1, "tea", "Rome", 10L)).put(us.row(1, "coffee", "Rome", 20L));
        ObjectName table =
                new ObjectName("dev.tandem.postgres.sink:connector=\"conflicting\",task=\"0\",table=\"shop.orders\"");
        assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(table, "conflicts"))
                .isEqualTo(2L);
    }

    @Test
    void theLogNeedsAModeInWhichTheWinnerIsWritten() {
        var configured = new PostgresSinkConnector()
                .validate(Map.of(
                        "name", "c", "connection.url", database.url(), "conflict.log", "on", "insert.mode", "insert"));
        assertThat(configured.configValues())
                .filteredOn(value -> !value.errorMessages().isEmpty())
                .singleElement()
                .satisfies(value -> assertThat(value.errorMessages())
                        .containsExactly(
                                "conflict.log needs insert.mode=upsert: otherwise rows stay as they are whoever wins"));
    }

    @Test
    void aTruncateKeepsTheRowsOfOtherOrigins() {
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
    void topicsThatARouterMergesKeepTheirOriginAndTheirPlace() {
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
    void valuesAreComparedAsTheColumnWouldStoreThem() {
        Map<String, List<String>> types = Map.ofEntries(
                Map.entry(
                        "uuid",
                        List.of("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc999c0b4ef8bb6d6bb9bd380a11", "0")),
                Map.entry("jsonb", List.of("{\"a\": 1, \"b\": [2.0]}", "{\"b\":[2],\"a\":1}", "{\"a\": 2}")),
                Map.entry("json", List.of("{\"a\": 1}", "{\"a\":1}", "{\"a\": 2}")),
                Map.entry("numeric(10,2)", List.of("10.004", "10", "10.01")),
                Map.entry("timestamptz", List.of("2020-01-01 12:00:00+02", "2020-01-01T10:00:00Z", "2020-01-01")),
                Map.entry("timestamp(0)", List.of("2020-01-01 12:00:00.2", "2020-01-01 12:00:00", "infinity")),
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
    void aFieldIsOneEvenWhereItsValuesAreInTwoColumns() {
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

    @Test
    void tombstonesFromBeforeTheLogAreTakenOverWhileTasksRace() throws Exception {
        sink.with("conflict.log", "off").put(eu.tombstone(1));
        sink.close();
        database.execute("INSERT INTO tandem.tombstones VALUES ('shop', 'orders', '1', 5)");
        int tasks = 6;
        ExecutorService pool = Executors.newFixedThreadPool(tasks);
        try {
            CyclicBarrier start = new CyclicBarrier(tasks);
            List<Future<?>> running = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                FlatRecords own = orders("topic" + task);
                int key = task;
                running.add(pool.submit(() -> {
                    try (Harness racing = Harness.on(database)
                            .with("table.name.format", "shop.orders")
                            .with("version.field", "v")) {
                        start.await();
                        return racing.put(own.row(key, "x", "y", 1L), own.tombstone(key));
                    }
                }));
            }
            for (Future<?> task : running) {
                task.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(database.rows("SELECT key, version, origin FROM tandem.tombstones ORDER BY 1"))
                .containsExactly("0|1|topic0", "1|5|topic1", "2|1|topic2", "3|1|topic3", "4|1|topic4", "5|1|topic5");
    }

    @Test
    void tasksThatWriteTheSameRowsAtOnceKeepEveryLoser() throws Exception {
        int keys = 300;
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (FlatRecords topic : List.of(eu, us)) {
                running.add(pool.submit(() -> {
                    try (Harness own = Harness.on(database)
                            .with("topics.to.tables.mapping", "eu.orders:shop.orders,us.orders:shop.orders")
                            .with("version.field", "v")) {
                        for (int key = 0; key < keys; key += 10) {
                            List<SinkRecord> rows = new ArrayList<>();
                            for (int i = key; i < key + 10; i++) {
                                boolean wins = (i % 2 == 0) == topic.equals(eu);
                                rows.add(topic.row(i, topic.equals(eu) ? "eu" : "us", "x", wins ? 20L : 10L));
                            }
                            own.put(rows);
                        }
                    }
                }));
            }
            for (Future<?> task : running) {
                task.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(database.rows("SELECT count(*) FROM shop.orders WHERE v = 20 AND item = CASE id % 2 WHEN 0 THEN 'eu'"
                        + " ELSE 'us' END"))
                .containsExactly("" + keys);
        assertThat(database.rows("SELECT count(*), count(DISTINCT key) FROM tandem.conflicts WHERE field = 'item' AND"
                        + " CASE resolution WHEN 'apply_remote' THEN local_value ELSE remote_value END"
                        + " = CASE key::int % 2 WHEN 0 THEN '\"us\"' ELSE '\"eu\"' END::jsonb"))
                .containsExactly(keys + "|" + keys);
    }

    @Test
    void oldEntriesAreForgotten() {
        sink.put(eu.row(1, "tea", "Rome", 10L)).put(us.row(1, "coffee", "Rome", 20L));
        database.execute("UPDATE tandem.conflicts SET logged_at = now() - interval '101 days' WHERE field = 'item'");
        sink.restart().put(List.of());
        assertThat(database.rows("SELECT field FROM tandem.conflicts")).containsExactly("v");
    }

    @Test
    void aTableThatMayNotGetTheColumnIsWrittenWithoutALog() {
        database.execute("CREATE SCHEMA shop; CREATE TABLE shop.orders"
                + " (id int PRIMARY KEY, item text, city text, v bigint, _sync_version bigint)");
        sink.with("schema.evolution", "none");
        sink.put(eu.row(1, "tea", "Rome", 10L)).put(us.row(1, "coffee", "Rome", 20L));
        assertThat(database.rows("SELECT item, _sync_version FROM shop.orders")).containsExactly("coffee|20");
        assertThat(log()).isEmpty();
    }

    @Test
    void missingRightsOnTheLogAreNamed() {
        sink.put(eu.row(1, "tea", "Rome", 10L));
        database.execute(
                "CREATE ROLE unprivileged LOGIN PASSWORD 'pw'; GRANT USAGE ON SCHEMA tandem, shop TO unprivileged;"
                        + " GRANT ALL ON shop.orders, tandem.tombstones, tandem.conflict_positions TO unprivileged;"
                        + " GRANT SELECT, UPDATE, DELETE ON tandem.conflicts TO unprivileged");
        try {
            sink.restart()
                    .with("connection.url", database.url().replace("user=postgres", "user=unprivileged&password=pw"));
            assertThatThrownBy(() -> sink.put(us.row(1, "coffee", "Rome", 20L)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("GRANT INSERT ON tandem.conflicts TO unprivileged");
            assertThat(database.rows(ORDERS)).containsExactly("1|tea|Rome|10|eu.orders");
        } finally {
            database.execute("DROP OWNED BY unprivileged; DROP ROLE unprivileged");
        }
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
