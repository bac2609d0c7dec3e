/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.plugin.metric.MetricGroup;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.testing.Database;
import dev.tandem.postgres.testing.Server;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.signal.SlotSignals;
import dev.tandem.salesforce.sink.wake.SlotWatch;
import dev.tandem.salesforce.sink.wake.WakeUps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** A replication slot that is of no use to Debezium, on a real server. */
class SlotWatchTest {
    private static final TableId TABLE = new TableId("public", "Account");
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SECONDS = Duration.ofSeconds(5);

    @TempDir
    private static Path directory;

    private static Server server;
    private static int slots;

    private final SteppedClock clock = new SteppedClock();
    private final WakeUps wakeUps = new WakeUps(clock);
    private final MetricGroup<WriteMetric> metrics =
            new MetricGroup<>(WriteMetric.class, EnumSet.allOf(WriteMetric.class), "test");
    private final String slot = "slot_" + ++slots;
    private Database database;
    private Session session;
    private SlotWatch watch;

    @BeforeAll
    static void startServer() throws Exception {
        server = Server.create(directory.resolve("data"))
                .with("wal_level", "logical")
                .with("max_slot_wal_keep_size", "1MB")
                .with("fsync", "off")
                .start();
        try (Database any = server.database()) {
            any.execute("CREATE PUBLICATION \"all\" FOR ALL TABLES; CREATE SCHEMA tandem;"
                    + " CREATE TABLE tandem.signals (id varchar(42) PRIMARY KEY, type varchar(32) NOT NULL, data text);"
                    + " CREATE TABLE tandem.others (id int)");
        }
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() {
        database = server.database();
        SalesforceSinkConfig config = new SalesforceSinkConfig(Map.of("connection.url", server.url()));
        session = new Session(config.postgres(), "test");
        watch = new SlotWatch(session, slot, Optional.of(new SlotSignals(List.of(TABLE))), wakeUps, metrics, clock);
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
        database.close();
    }

    private void createSlot() {
        database.rows("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    }

    /** Checks, and returns whether the tables are searched for edits. */
    private boolean check() throws Exception {
        return checkAfter(LONG);
    }

    private boolean checkAfter(Duration time) throws Exception {
        clock.forward(time);
        watch.checkIfDue(List.of(TABLE));
        return wakeUps.take(Duration.ZERO).sweeps().containsKey(TABLE);
    }

    private long broken() {
        return metrics.get(WriteMetric.REPLICATION_SLOT_BROKEN);
    }

    private static Connection replication() throws Exception {
        Properties properties = new Properties();
        properties.put("replication", "database");
        properties.put("assumeMinServerVersion", "14");
        properties.put("preferQueryMode", "simple");
        return DriverManager.getConnection(server.url(), properties);
    }

    private PGReplicationStream read(Connection replication) throws Exception {
        return replication
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(slot)
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", "all")
                .start();
    }

    @Test
    void searchesForEditsUntilDebeziumReads() throws Exception {
        assertThat(check()).isTrue();
        assertThat(broken()).isZero();
        assertThat(check()).isTrue();
        assertThat(broken()).isEqualTo(1);

        createSlot();
        assertThat(check()).isTrue();
        try (Connection replication = replication();
                PGReplicationStream stream = read(replication)) {
            assertThat(check()).isFalse();
            assertThat(broken()).isZero();
            assertThat(stream.isClosed()).isFalse();
        }
    }

    @Test
    void findsSlotAheadOfDatabase() throws Exception {
        createSlot();
        try (Connection replication = replication();
                PGReplicationStream stream = read(replication)) {
            LogSequenceNumber beyond =
                    LogSequenceNumber.valueOf(stream.getLastReceiveLSN().asLong() + (1L << 40));
            stream.setFlushedLSN(beyond);
            stream.setAppliedLSN(beyond);
            stream.forceUpdateStatus();
            await().until(() -> database.rows(
                            "SELECT confirmed_flush_lsn > pg_current_wal_lsn() FROM pg_replication_slots WHERE slot_name = '"
                                    + slot + "'")
                    .equals(List.of("t")));

            assertThat(check()).isTrue();
            assertThat(check()).isTrue();
            assertThat(broken()).isEqualTo(1);
        }
    }

    @Test
    void findsSlotThatServerHasInvalidated() throws Exception {
        createSlot();
        for (int i = 0; i < 5; i++) {
            database.execute(
                    "SELECT pg_logical_emit_message(false, 'fill', repeat('x', 16000000)); SELECT pg_switch_wal()");
        }
        database.execute("CHECKPOINT");

        assertThat(check()).isTrue();
        assertThat(broken()).isEqualTo(1);
    }

    @Test
    void searchesForEditsOnceThreeLooksHaveFailed() throws Exception {
        SalesforceSinkConfig config =
                new SalesforceSinkConfig(Map.of("connection.url", "jdbc:postgresql://localhost:1/none"));
        try (Session nowhere = new Session(config.postgres(), "test")) {
            watch = new SlotWatch(nowhere, slot, Optional.empty(), wakeUps, metrics, clock);

            assertThat(checkAfter(SECONDS)).isFalse();
            assertThat(checkAfter(SECONDS)).isFalse();
            assertThat(checkAfter(SECONDS)).isTrue();
            assertThat(broken()).isZero();
        }
    }

    /** Inserts a signal as one of the sinks does, or as a function in Postgres does, which writes JSON with spaces. */
    private void signal(String id, String colon, String table) {
        database.execute("INSERT INTO tandem.signals VALUES ('" + id + "', 'execute-snapshot', '{\"table\"" + colon
                + "\"" + table + "\"}')");
    }

    private List<String> signals() {
        return database.rows("SELECT id FROM tandem.signals ORDER BY id");
    }

    /** Confirms all that the log has now, as Debezium does once Kafka has it, after its heartbeat. */
    private void confirm(PGReplicationStream stream) throws SQLException {
        database.execute("SELECT pg_logical_emit_message(true, 'heartbeat', now()::varchar)");
        String end = database.rows("SELECT pg_current_wal_flush_lsn()").get(0);
        LogSequenceNumber position = LogSequenceNumber.valueOf(end);
        stream.setFlushedLSN(position);
        stream.setAppliedLSN(position);
        stream.forceUpdateStatus();
        await().until(() -> database.rows("SELECT confirmed_flush_lsn >= '" + end
                        + "' FROM pg_replication_slots WHERE slot_name = '" + slot + "'")
                .equals(List.of("t")));
    }

    @Test
    void asksAgainForReReadsThatNoSlotHasSeen() throws Exception {
        signal("before 1", ":", "public.Account");
        signal("before 2", ": ", "public.Account");
        signal("of others", ":", "public.Lead");
        createSlot();
        try (Connection replication = replication();
                PGReplicationStream stream = read(replication)) {
            check();
            assertThat(signals()).containsExactly("before 1", "before 2", "of others");

            confirm(stream);
            check();
            assertThat(signals()).hasSize(3).contains("of others").doesNotContain("before 1", "before 2");

            check();
            confirm(stream);
            check();
            assertThat(signals()).containsExactly("of others");
        }
        database.execute("DELETE FROM tandem.signals");
    }

    @Test
    void keepsReReadsThatDebeziumCannotSee() throws Exception {
        database.execute("DROP PUBLICATION \"all\"; CREATE PUBLICATION \"all\" FOR TABLE tandem.others");
        createSlot();
        try (Connection replication = replication();
                PGReplicationStream stream = read(replication)) {
            check();
            confirm(stream);
            check();
            signal("unseen", ":", "public.Account");
            check();
            confirm(stream);
            check();

            assertThat(signals()).containsExactly("unseen");
        } finally {
            database.execute("DELETE FROM tandem.signals;"
                    + " DROP PUBLICATION \"all\"; CREATE PUBLICATION \"all\" FOR ALL TABLES");
        }
    }

    @Test
    void findsOutThatServerIsRestoredFromOlderCopy() throws Exception {
        createSlot();
        Connection before = replication();
        read(before);
        assertThat(check()).isFalse();
        kill();
        Path copy = directory.resolve("copy");
        copy(directory.resolve("data"), copy);
        start();
        database.execute("SELECT pg_logical_emit_message(false, 'lost', repeat('x', 1000000)); CHECKPOINT");
        try (Connection replication = replication()) {
            read(replication);
            assertThat(check()).isFalse();
        }

        kill();
        delete(directory.resolve("data"));
        copy(copy, directory.resolve("data"));
        start();

        try (Connection replication = replication()) {
            read(replication);
            assertThat(check()).isTrue();
            assertThat(check()).isTrue();
            assertThat(broken()).isEqualTo(1);
        }
    }

    private void kill() throws SQLException {
        database.close();
        server.kill();
    }

    /** Starts the server. The next look finds the connection gone, and only the one after it sees the slot. */
    private void start() throws Exception {
        server.start();
        database = server.database();
        checkAfter(SECONDS);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                if (!file.endsWith("postmaster.pid")) {
                    Files.copy(
                            file,
                            to.resolve(from.relativize(file).toString()),
                            StandardCopyOption.COPY_ATTRIBUTES,
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
