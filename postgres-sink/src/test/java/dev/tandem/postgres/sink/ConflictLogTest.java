/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/**
 * The conditions under which conflicts are logged, and the life of the log: replays, tables from before it, racing tasks,
 * retention, rights.
 */
class ConflictLogTest extends TwoOriginsTest {
    @Test
    void logsNothingAgainOnRedeliveryOrReplay() {
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
    void logsChangesThatWaitForTheirParents() {
        sink.put(eu.row(9, "tea", "Rome", 1L)).put(us.row(1, "kept", "Rome", 20L));
        database.execute("CREATE TABLE shop.cities (id int PRIMARY KEY, name text UNIQUE)");
        database.execute("INSERT INTO shop.cities VALUES (1, 'Rome')");
        database.execute("ALTER TABLE shop.orders ADD FOREIGN KEY (city) REFERENCES shop.cities (name)");
        FlatRecords cities = new FlatRecords("shop.cities")
                .field("name", Schema.STRING_SCHEMA)
                .field("v", Schema.INT64_SCHEMA);

        sink.restart().with("batch.size", "1");
        sink.put(eu.row(1, "won", "Bari", 30L), eu.row(9, "coffee", "Rome", 31L), cities.row(2, "Bari", 1L));

        assertThat(sink.errors()).isEmpty();
        assertThat(database.rows("SELECT local_value, remote_value FROM tandem.conflicts WHERE field = 'item'"))
                .containsExactly("\"kept\"|\"won\"");
    }

    @Test
    void logsTheSameWhenTableIsRebuiltFromTopics() {
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
    void keepsRowFromBeforeTheLogAgainstOlderDelete() {
        FlatRecords first = new FlatRecords("a").field("x", Schema.OPTIONAL_STRING_SCHEMA);
        FlatRecords second = new FlatRecords("b").field("x", Schema.OPTIONAL_STRING_SCHEMA);
        try (Harness byOffset = Harness.on(database).with("topics.to.tables.mapping", "a:shop.t,b:shop.t")) {
            byOffset.with("conflict.log", "off").put(first.row(1, "old"), first.row(1, "new"));

            byOffset.restart().with("conflict.log", "on").put(second.tombstone(1));
            List<String> afterDelete = database.rows("SELECT x, _sync_origin FROM shop.t");
            byOffset.put(first.row(1, "newer"));

            assertThat(afterDelete).containsExactly("new|null");
            assertThat(database.rows("SELECT x, _sync_origin FROM shop.t")).containsExactly("newer|a");
            assertThat(byOffset.errors()).isEmpty();
        }
    }

    @Test
    void logsNothingForRowsFromBeforeTheLog() {
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
    void logsByDefaultOnlyWhereTopicsShareTable() {
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
    void countsTableMappedToOneTopicAsNotShared() {
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
    void keepsOnDemandLogAfterRestart() {
        FlatRecords east = orders("east.shop.orders");
        FlatRecords west = orders("west.shop.orders");
        sink.with("topics.to.tables.mapping", "").with("topics.regex", ".*");
        sink.put(east.row(1, "tea", "Rome", 10L), west.row(2, "tea", "Rome", 10L));

        sink.restart().put(east.row(2, "coffee", "Rome", 20L));

        assertThat(database.rows(ORDERS))
                .containsExactly("1|tea|Rome|10|east.shop.orders", "2|coffee|Rome|20|east.shop.orders");
        assertThat(database.rows("SELECT key, field FROM tandem.conflicts ORDER BY 1, 2"))
                .containsExactly("2|item", "2|v");
    }

    @Test
    void logsOnDemandInTasksThatSeeOnlyOneTopic() {
        FlatRecords east = orders("east.shop.orders");
        FlatRecords west = orders("west.shop.orders");
        sink.with("topics.to.tables.mapping", "").with("topics.regex", ".*");
        try (Harness other = Harness.on(database).with("topics.regex", ".*").with("version.field", "v")) {
            other.put(west.row(1, "tea", "Rome", 10L));
            sink.put(east.row(2, "tea", "Rome", 10L), west.row(3, "tea", "Rome", 10L));

            other.putRetrying(List.of(west.row(2, "coffee", "Rome", 20L)));
        }
        assertThat(database.rows(ORDERS))
                .containsExactly(
                        "1|tea|Rome|10|null", "2|coffee|Rome|20|west.shop.orders", "3|tea|Rome|10|west.shop.orders");
        assertThat(database.rows("SELECT key, field FROM tandem.conflicts ORDER BY 1, 2"))
                .containsExactly("2|item", "2|v");
    }

    @Test
    void countsLosingValuesOverJmx() throws Exception {
        sink.with("name", "conflicting");
        sink.put(eu.row(1, "tea", "Rome", 10L)).put(us.row(1, "coffee", "Rome", 20L));
        ObjectName table =
                new ObjectName("dev.tandem:type=postgres-sink,connector=\"conflicting\",task=0,table=\"shop.orders\"");
        assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(table, "conflicts"))
                .isEqualTo(2L);
    }

    @Test
    void rejectsModesThatDoNotWriteTheWinner() {
        var configured = new PostgresSinkConnector()
                .validate(Map.of(
                        "name", "c", "connection.url", database.url(), "conflict.log", "on", "insert.mode", "insert"));
        assertThat(configured.configValues())
                .filteredOn(value -> !value.errorMessages().isEmpty())
                .singleElement()
                .satisfies(
                        value -> assertThat(value.errorMessages())
                                .containsExactly(
                                        "conflict.log needs insert.mode=upsert: otherwise rows stay as they are whoever wins."));
    }

    @Test
    void takesOverOldTombstonesWhileTasksRace() throws Exception {
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
    void keepsEveryLoserWhenTasksWriteTheSameRows() throws Exception {
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
    void forgetsOldEntries() {
        sink.put(eu.row(1, "tea", "Rome", 10L)).put(us.row(1, "coffee", "Rome", 20L));
        database.execute("UPDATE tandem.conflicts SET logged_at = now() - interval '101 days' WHERE field = 'item'");
        sink.restart().put(eu.row(2, "tea", "Rome", 30L));
        assertThat(database.rows("SELECT field FROM tandem.conflicts")).containsExactly("v");
    }

    @Test
    void writesWithoutLogWhereColumnMayNotBeAdded() {
        database.execute("CREATE SCHEMA shop; CREATE TABLE shop.orders"
                + " (id int PRIMARY KEY, item text, city text, v bigint, _sync_version bigint)");
        sink.with("schema.evolution", "none");
        sink.put(eu.row(1, "tea", "Rome", 10L)).put(us.row(1, "coffee", "Rome", 20L));
        assertThat(database.rows("SELECT item, _sync_version FROM shop.orders")).containsExactly("coffee|20");
        assertThat(log()).isEmpty();
    }

    @Test
    void namesMissingRightsOnLog() {
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
}
