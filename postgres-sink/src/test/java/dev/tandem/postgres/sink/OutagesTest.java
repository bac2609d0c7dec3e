/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.postgres.testing.Database;
import dev.tandem.postgres.testing.Server;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are full, overloaded, read-only or gone for a while: each time all is written in the end, and nothing twice. */
class OutagesTest {
    private final Load load = new Load(0);

    @TempDir
    Path directory;

    private static Harness sink(String url) {
        return new Harness()
                .with("connection.url", url)
                .with("max.retries", "-1")
                .with("retry.backoff.ms", "1");
    }

    private static void assertRetried(Harness sink, List<SinkRecord> records, String state, String remedy) {
        assertThatThrownBy(() -> sink.put(records))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("SQLSTATE " + state)
                .hasMessageContaining(remedy);
    }

    @Test
    void waitsForAConnectionWhenTheServerHasNoneLeft() throws Exception {
        try (Server server = Server.create(directory.resolve("data"))
                        .with("max_connections", "5")
                        .with("superuser_reserved_connections", "1")
                        .with("max_wal_senders", "0")
                        .with("autovacuum", "off")
                        .start();
                Database database = server.database();
                Harness sink = sink(server.bareUrl("127.0.0.1")).with("connection.user", "sink")) {
            database.execute("CREATE ROLE sink LOGIN; GRANT CREATE ON DATABASE postgres TO sink");
            List<Connection> others = new ArrayList<>();
            assertThatThrownBy(() -> {
                        while (true) {
                            others.add(DriverManager.getConnection(server.bareUrl("127.0.0.1"), "sink", ""));
                        }
                    })
                    .isInstanceOf(SQLException.class)
                    .extracting(failure -> ((SQLException) failure).getSQLState())
                    .isEqualTo("53300");
            List<SinkRecord> put = load.records(50);
            assertRetried(sink, put, "53300", "Raise max_connections");
            others.get(0).close();
            sink.putUntilWritten(put, passing -> {});
            Load.assertWritten(database, load);
        }
    }

    @Test
    void waitsForAConnectionWhenItsUserHasNoneLeft() throws Exception {
        try (Server server = Server.create(directory.resolve("data")).start();
                Database database = server.database();
                Harness sink = sink(server.bareUrl("127.0.0.1")).with("connection.user", "sink")) {
            database.execute("CREATE ROLE sink LOGIN CONNECTION LIMIT 1; GRANT CREATE ON DATABASE postgres TO sink");
            List<SinkRecord> put = load.records(50);
            try (Connection other = DriverManager.getConnection(server.bareUrl("127.0.0.1"), "sink", "")) {
                assertThat(other.isValid(5)).isTrue();
                assertRetried(sink, put, "53300", "CONNECTION LIMIT");
            }
            sink.putUntilWritten(put, passing -> {});
            Load.assertWritten(database, load);
        }
    }

    @Test
    void writesEverythingOnceTheFullDiskHasRoomAgain() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Server created = Server.create(directory.resolve("data")).withDisk(disk, "16m");
        Assumptions.assumeTrue(created.canHaveADisk(), "a user may mount a file system in a namespace of its own");
        try (Server server = created.start();
                Database database = server.database();
                Harness sink = sink(server.url())) {
            database.execute("CREATE TABLESPACE small LOCATION '" + disk + "'");
            database.execute("ALTER DATABASE postgres SET default_tablespace = small");
            sink.put(load.records(50));
            assertThatThrownBy(() -> database.execute(
                            "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 20000)) TO '" + disk + "/ballast'"))
                    .hasRootCauseInstanceOf(SQLException.class)
                    .rootCause()
                    .hasMessageContaining("No space left on device");
            SinkRecord large = new FlatRecords("public.large")
                    .field("v", Schema.STRING_SCHEMA)
                    .row(1, "x".repeat(8));
            List<SinkRecord> put = new ArrayList<>(load.records(50));
            put.add(large);
            assertRetried(sink, put, "53100", "Make room on the server's disk");
            assertRetried(sink, put, "53100", "Make room on the server's disk");
            database.execute("COPY (SELECT 1) TO PROGRAM 'rm " + disk + "/ballast'");
            sink.put(put);
            sink.put(load.records(50));
            Load.assertWritten(database, load);
            assertThat(database.rows("SELECT id, v FROM large")).containsExactly("1|xxxxxxxx");
        }
    }

    @Test
    void goesOnWithTheStandbyThatBecomesThePrimaryUnderLoad() throws Exception {
        Server first = Server.create(directory.resolve("first")).lettingIn();
        try (Server primary = first;
                Server standby = primary.standby(directory.resolve("second"))
                        .with("hot_standby", "on")
                        .start();
                Harness sink = sink("jdbc:postgresql://127.0.0.1:" + primary.port() + ",127.0.0.1:" + standby.port()
                        + "/postgres?user=postgres&targetServerType=primary&hostRecheckSeconds=0")) {
            // What is committed must be on the standby: otherwise a failover loses it, whoever writes.
            primary.with("synchronous_standby_names", "*").start();
            try (Database database = standby.database()) {
                sink.put(load.records(50));
                CompletableFuture<Void> death = null;
                for (int round = 0; round < 60 || !death.isDone(); round++) {
                    if (round == 20) {
                        death = CompletableFuture.runAsync(primary::kill);
                    }
                    CompletableFuture<Void> dying = death;
                    sink.putUntilWritten(load.records(50), passing -> {
                        if (dying != null
                                && dying.isDone()
                                && database.rows("SELECT pg_is_in_recovery()").contains("t")) {
                            database.execute("SELECT pg_promote()");
                        }
                    });
                }
                death.get(30, TimeUnit.SECONDS);
                Load.assertWritten(database, load);
            }
        }
    }

    @Test
    void asksStandbyAgainUntilItIsPrimary() throws Exception {
        try (Server primary =
                Server.create(directory.resolve("first")).lettingIn().start()) {
            try (Harness sink = sink(primary.url())) {
                sink.put(load.records(50));
            }
            primary.stop();
            try (Server standby = primary.standby(directory.resolve("second")).start();
                    Database database = standby.database();
                    Harness sink = sink(standby.url())) {
                List<SinkRecord> put = load.records(50);
                assertRetried(sink, put, "25006", "targetServerType=primary");
                database.execute("SELECT pg_promote()");
                sink.putUntilWritten(put, passing -> {});
                Load.assertWritten(database, load);
                FlatRecords many = new FlatRecords("public.many");
                sink.put(IntStream.range(0, 1_000).mapToObj(many::row).toList());
                assertThat(database.rows("SELECT count(*) FROM many")).containsExactly("1000");
            }
        }
    }

    /** Connections are cut at whatever instant the task is just working on one. */
    @Test
    void losesAndDoublesNothingWhenItsConnectionsAreCutAtAnyInstant() throws Exception {
        try (Database database = Database.create();
                Database administrator = Database.at(database.url());
                Harness sink = sink(database.url())) {
            sink.put(load.records(50));
            CompletableFuture<Set<String>> killer = CompletableFuture.supplyAsync(() -> {
                Set<String> killed = new HashSet<>();
                while (killed.size() < 40) {
                    killed.addAll(
                            administrator.rows("SELECT pid || ' ' || pg_terminate_backend(pid) FROM pg_stat_activity"
                                    + " WHERE state <> 'idle' AND application_name = 'tandem-postgres-sink'"
                                    + " AND datname = current_database()"));
                }
                return killed;
            });
            List<RetriableException> retries = new ArrayList<>();
            while (!killer.isDone()) {
                sink.putUntilWritten(load.records(40), retries::add);
            }
            assertThat(killer.get()).hasSizeGreaterThanOrEqualTo(40);
            assertThat(retries).hasSizeGreaterThan(20);
            Load.assertWritten(database, load);
        }
    }

    @Test
    void losesNothingWhenServerVanishesSilently() throws Exception {
        try (Database database = Database.create();
                SilentNetwork network = new SilentNetwork(port(database.url()));
                Harness sink = sink(database.url().replace(":" + port(database.url()), ":" + network.port()))) {
            sink.with("connection.socket.timeout.ms", "500").put(load.records(50));
            for (int round = 0; round < 3; round++) {
                network.fallSilent();
                List<SinkRecord> put = load.records(40);
                assertRetried(sink, put, "08006", "connection.socket.timeout.ms");
                sink.putUntilWritten(put, retry -> {});
            }
            Load.assertWritten(database, load);
        }
    }

    @Test
    @Timeout(60)
    void noticesSilentServerBeforeLongStatement() throws Exception {
        try (Database database = Database.create();
                SilentNetwork network = new SilentNetwork(port(database.url()));
                Harness sink = sink(database.url().replace(":" + port(database.url()), ":" + network.port()))) {
            FlatRecords fresh = new FlatRecords("public.fresh");
            sink.with("connection.socket.timeout.ms", "500").put(load.records(50));
            network.fallSilent();

            assertRetried(sink, List.of(fresh.row(1)), "08006", "connection.socket.timeout.ms");
            sink.putUntilWritten(List.of(fresh.row(1)), retry -> {});

            assertThat(database.rows("SELECT id FROM fresh")).containsExactly("1");
        }
    }

    private static int port(String url) {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }

    @Test
    void retriesAndNamesTimeoutsOfUser() throws Exception {
        try (Database database = Database.create();
                Database holder = Database.at(database.url());
                Harness sink = sink(database.url().replace("user=postgres", "user=limited"))) {
            database.execute("CREATE ROLE limited LOGIN; GRANT CREATE ON DATABASE "
                    + database.rows("SELECT current_database()").get(0) + " TO limited");
            sink.put(load.records(50));
            List<String[]> limits = new ArrayList<>(List.of(
                    new String[] {"statement_timeout", "57014", "statement_timeout"},
                    new String[] {"lock_timeout", "55P03", "pg_blocking_pids()"}));
            if (database.rows("SELECT FROM pg_settings WHERE name = 'transaction_timeout'")
                            .size()
                    == 1) {
                limits.add(new String[] {"transaction_timeout", "25P04", "transaction_timeout"});
            }
            for (String[] limit : limits) {
                database.execute("ALTER ROLE limited RESET ALL; ALTER ROLE limited SET " + limit[0] + " = '200ms'");
                sink.restart().putUntilWritten(load.records(50), slow -> {});
                List<SinkRecord> put = load.records(50);
                holder.execute("BEGIN; LOCK TABLE salesforce.\"Account\" IN EXCLUSIVE MODE");
                assertRetried(sink, put, limit[1], limit[2]);
                holder.execute("ROLLBACK");
                sink.putUntilWritten(put, slow -> {});
                Load.assertWritten(database, load);
            }
        }
    }

    @Test
    @Timeout(60)
    void retriesWhileNoStandbyConfirms() throws Exception {
        try (Server server = Server.create(directory.resolve("data")).start();
                Database database = server.database();
                Harness sink = sink(server.url()).with("connection.socket.timeout.ms", "1000")) {
            sink.put(load.records(50));
            database.execute("ALTER SYSTEM SET synchronous_standby_names = 'absent'");
            database.execute("SELECT pg_reload_conf()");
            List<SinkRecord> put = load.records(50);

            assertRetried(sink, put, "08006", "synchronous standby");
            database.execute("ALTER SYSTEM RESET synchronous_standby_names");
            database.execute("SELECT pg_reload_conf()");
            sink.putUntilWritten(put, passing -> {});

            Load.assertWritten(database, load);
        }
    }

    @Test
    void worksWhereServerEndsIdleTransactions() throws Exception {
        try (Server server = Server.create(directory.resolve("data"))
                        .with("idle_in_transaction_session_timeout", "3ms")
                        .with("idle_session_timeout", "10ms")
                        .start();
                Harness sink = sink(server.url())) {
            for (int round = 0; round < 50; round++) {
                sink.putUntilWritten(load.records(50), passing -> {});
            }
            server.with("idle_in_transaction_session_timeout", "0").with("idle_session_timeout", "0");
            server.stop();
            server.start();
            try (Database database = server.database()) {
                Load.assertWritten(database, load);
            }
        }
    }
}
