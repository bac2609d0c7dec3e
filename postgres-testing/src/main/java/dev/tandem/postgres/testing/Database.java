/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own for a test, on one real Postgres for all tests of the JVM. */
public final class Database implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    /** The directory in which each start of the library stops and deletes the servers that killed JVMs have left. */
    private static final Path SERVERS = Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg");

    private static EmbeddedPostgres postgres;

    private final String url;
    private final Connection connection;

    private Database(String url, Connection connection) {
        this.url = url;
        this.connection = connection;
    }

    public static Database create() {
        try {
            String name = "test" + COUNT.incrementAndGet();
            try (Connection admin = postgres().getPostgresDatabase().getConnection();
                    Statement statement = admin.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            }
            String url = postgres().getJdbcUrl("postgres", name);
            return new Database(url, java.sql.DriverManager.getConnection(url));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Returns a database that another process has started. */
    public static Database of(Connection connection, String url) {
        return new Database(url, connection);
    }

    /** Returns a database that is there already, of some other server. */
    public static Database at(String url) {
        try {
            return of(java.sql.DriverManager.getConnection(url), url);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Returns the directory with the programs of the Postgres under test. */
    public static Path binaries() {
        try (Database any = create()) {
            String directory = any.rows("SHOW data_directory").get(0);
            long pid = Long.parseLong(
                    Files.readAllLines(Path.of(directory, "postmaster.pid")).get(0));
            String program =
                    ProcessHandle.of(pid).orElseThrow().info().command().orElseThrow();
            return Path.of(program).getParent();
        } catch (IOException | SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static synchronized EmbeddedPostgres postgres() {
        if (postgres == null) {
            try {
                postgres = start();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
        return postgres;
    }

    /**
     * Starts a server that is surely this JVM's. Two JVMs that start at once can choose the same port; then the later server does
     * not start, and who connects reaches the other JVM's.
     */
    private static EmbeddedPostgres start() throws IOException, SQLException {
        while (true) {
            Path data = Files.createTempDirectory(Files.createDirectories(SERVERS), "data")
                    .toRealPath();
            EmbeddedPostgres started = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setServerConfig("max_connections", "60")
                    .setServerConfig("fsync", "off")
                    .start();
            try (Connection connection = started.getPostgresDatabase().getConnection()) {
                if (isOf(connection, data)) {
                    return started;
                }
            }
            started.close();
        }
    }

    /** Returns whether a connection leads to the server with this data directory. */
    static boolean isOf(Connection connection, Path directory) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet setting = statement.executeQuery("SHOW data_directory")) {
            return setting.next() && Path.of(setting.getString(1)).equals(directory);
        }
    }

    public String url() {
        return url;
    }

    public Connection connection() {
        return connection;
    }

    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    /** Returns each row as its columns' text, with {@code |} between. */
    public List<String> rows(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                StringJoiner row = new StringJoiner("|");
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(row.toString());
            }
            return rows;
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
