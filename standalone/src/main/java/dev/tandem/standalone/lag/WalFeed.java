/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A feed that reads from Postgres's WAL which rows were written and when their transactions were committed, through a temporary logical
 * slot: the time is Postgres's own, to the microsecond, however rarely this is asked. Not thread-safe.
 */
final class WalFeed implements AutoCloseable {
    private static final String SLOT = "tandem_lag";
    private static final int MAX_ROWS = 20_000;

    /** test_decoding's {@code COMMIT 748 (at 2026-11-23 10:00:00.123456+00)}. */
    private static final Pattern COMMIT = Pattern.compile("^COMMIT .*\\(at (.*)\\)$");

    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .appendOffset("+HHmm", "+00")
            .toFormatter();

    private static final Pattern ID = Pattern.compile("\"Id\"\\[[^\\]]*\\]:'([^']*)'");
    private static final Pattern VERSION = Pattern.compile("_sync_version\\[bigint\\]:(\\d+)");

    private final Connection connection;
    private final String schema;
    private final Pattern change;
    private final List<RowWrite> inTransaction = new ArrayList<>();

    /** @param schema whose tables are watched */
    WalFeed(String jdbcUrl, String schema) throws SQLException {
        this.connection = DriverManager.getConnection(jdbcUrl);
        this.schema = schema;
        this.change = Pattern.compile(
                "^table \"?" + Pattern.quote(schema) + "\"?\\.\"?(\\w+)\"?: (INSERT|UPDATE|DELETE): (.*)$",
                Pattern.DOTALL);
        try (var statement = connection.createStatement()) {
            // The commit times are printed in the session's time zone.
            statement.execute("SET TimeZone = 'UTC'");
            // Each look into the slot would be two lines in the server's log.
            statement.execute("SET log_min_messages = 'fatal'");
            statement.execute("SELECT pg_create_logical_replication_slot('" + SLOT + "_' || pg_backend_pid(), "
                    + "'test_decoding', true)");
        }
    }

    /** Hands over what has been committed since the last call. */
    void poll(Consumer<RowWrite> receiver) throws SQLException {
        try (PreparedStatement changes = connection.prepareStatement("SELECT data FROM pg_logical_slot_get_changes('"
                        + SLOT + "_' || pg_backend_pid(), NULL, " + MAX_ROWS + ", 'include-timestamp', 'on')");
                ResultSet lines = changes.executeQuery()) {
            while (lines.next()) {
                read(lines.getString(1), receiver);
            }
        }
    }

    private void read(String line, Consumer<RowWrite> receiver) {
        TombstoneLine.read(line, schema).ifPresent(inTransaction::add);
        Matcher commit = COMMIT.matcher(line);
        if (commit.matches()) {
            long at = ChronoUnit.MICROS.between(
                    Instant.EPOCH,
                    OffsetDateTime.parse(commit.group(1), TIMESTAMP).toInstant());
            inTransaction.forEach(
                    write -> receiver.accept(new RowWrite(write.object(), write.id(), write.version(), at)));
            inTransaction.clear();
            return;
        }
        Matcher row = change.matcher(line);
        if (row.matches()) {
            Matcher id = ID.matcher(row.group(3));
            Matcher version = VERSION.matcher(row.group(3));
            boolean deleted = row.group(2).equals("DELETE");
            if (id.find() && (deleted || version.find())) {
                inTransaction.add(new RowWrite(
                        row.group(1), id.group(1), deleted ? RowWrite.DELETED : Long.parseLong(version.group(1)), 0));
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
