/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.session.ConnectionSettings;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.testing.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections depend neither on the isolation that a database has by default nor on the keepalives of the operating system. */
class ConnectionTest extends SinkTest {
    private static final String KEEPALIVE_TIMER = "02";

    private final FlatRecords orders = new FlatRecords("shop.orders").field("item", Schema.OPTIONAL_STRING_SCHEMA);

    private Session session(int socketTimeoutMillis) {
        ConfigDef def = new ConfigDef();
        ConnectionSettings.define(def);
        return new Session(
                ConnectionSettings.from(new AbstractConfig(
                        def,
                        Map.of(
                                ConnectionSettings.URL,
                                database.url(),
                                ConnectionSettings.SOCKET_TIMEOUT,
                                socketTimeoutMillis))),
                "test");
    }

    private static String row(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void setDefaultIsolation(String isolation) {
        database.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = %L',"
                + " current_database(), '" + isolation + "'); END $$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"repeatable read", "serializable"})
    void readsWhatWasCommittedBeforeEachStatement(String isolation) throws SQLException {
        setDefaultIsolation(isolation);
        try (Session session = session(1_000)) {
            String ordinary = session.inTransaction(connection -> row(connection, "SHOW transaction_isolation"));
            String longer = session.inLongTransaction(connection -> row(connection, "SHOW transaction_isolation"));

            assertThat(List.of(ordinary, longer)).containsOnly("read committed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"repeatable read", "serializable"})
    void seesDeleteForWhichItWaited(String isolation) throws Exception {
        sink.put(orders.row(1, "first"), orders.tombstone(1), orders.row(2, "other"));
        sink.restart();
        setDefaultIsolation(isolation);
        SinkRecord older = orders.row(1, "older than the delete");

        CompletableFuture<Void> put;
        database.connection().setAutoCommit(false);
        database.execute("SELECT pg_advisory_xact_lock(hashtextextended('tandem partition shop.orders-0', 0));"
                + " UPDATE tandem.tombstones SET version = 100");
        try (Database other = Database.at(database.url())) {
            put = CompletableFuture.runAsync(() -> sink.put(older));
            Awaitility.await()
                    .until(() -> !other.rows(
                                    "SELECT FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()")
                            .isEmpty());
        }
        database.connection().commit();
        database.connection().setAutoCommit(true);
        put.get(60, TimeUnit.SECONDS);

        assertThat(database.rows("SELECT item FROM shop.orders")).containsExactly("other");
    }

    @ParameterizedTest
    @CsvSource({"20000, 10", "120000, 60", "0, 60"})
    void asksSilentServerForSignOfLife(int socketTimeoutMillis, int seconds) throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "the kernel shows its timers");
        try (Session session = session(socketTimeoutMillis)) {
            String client = session.inLongTransaction(connection -> row(connection, "SELECT inet_client_port()"));
            String server = session.inLongTransaction(connection -> row(connection, "SELECT inet_server_port()"));

            List<String> timer = Awaitility.await()
                    .until(
                            () -> timer(Integer.parseInt(client), Integer.parseInt(server)),
                            parts -> parts.get(0).equals(KEEPALIVE_TIMER));

            assertThat(Integer.parseInt(timer.get(1), 16) / 100).isBetween(seconds / 2, seconds);
        }
    }

    /**
     * Returns the kind of the running timer of a connection, and the hundredths of a second until it expires. A closed connection to
     * another server may have had the same port a moment ago.
     */
    private static List<String> timer(int client, int server) throws IOException {
        String local = String.format(":%04X", client);
        String remote = String.format(":%04X", server);
        try (Stream<String> lines = Stream.concat(
                Files.readAllLines(Path.of("/proc/net/tcp")).stream(),
                Files.exists(Path.of("/proc/net/tcp6"))
                        ? Files.readAllLines(Path.of("/proc/net/tcp6")).stream()
                        : Stream.empty())) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields[1].endsWith(local) && fields[2].endsWith(remote))
                    .map(fields -> List.of(fields[5].split(":")))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
