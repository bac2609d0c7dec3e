/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/**
 * A feed that reads from Postgres's WAL which rows were written and when their transactions were committed, through a temporary logical
 * slot: the time is Postgres's own, to the microsecond, however rarely this is asked. Not thread-safe.
 *
 * <p>Postgres decodes each part of the WAL once, and sends it. A query of the slot would decode all of it since the slot's restart
 * point each time, which is seconds old. Under load, that takes a good part of a core, and makes the lag that is to be measured.
 */
final class WalFeed implements AutoCloseable {
    private static final String SLOT = "tandem_lag";

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
    private final PGReplicationStream stream;
    private final String schema;
    private final Pattern change;
    private final List<RowWrite> inTransaction = new ArrayList<>();

    /** @param schema whose tables are watched */
    WalFeed(String jdbcUrl, String schema) throws SQLException {
        this.connection = DriverManager.getConnection(jdbcUrl, replication());
        this.schema = schema;
        this.change = Pattern.compile(
                "^table \"?" + Pattern.quote(schema) + "\"?\\.\"?(\\w+)\"?: (INSERT|UPDATE|DELETE): (.*)$",
                Pattern.DOTALL);
        try (var statement = connection.createStatement()) {
            // The commit times are printed in the session's time zone.
            statement.execute("SET TimeZone = 'UTC'");
            // The start of the stream would be several lines in the server's log.
            statement.execute("SET log_min_messages = 'fatal'");
        }
        PGConnection postgres = connection.unwrap(PGConnection.class);
        String slot = SLOT + "_" + postgres.getBackendPID();
        postgres.getReplicationAPI()
                .createReplicationSlot()
                .logical()
                .withSlotName(slot)
                .withOutputPlugin("test_decoding")
                .withTemporaryOption()
                .make();
        this.stream = postgres.getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(slot)
                .withSlotOption("include-timestamp", true)
                .start();
    }

    private static Properties replication() {
        Properties properties = new Properties();
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "10");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        return properties;
    }

    /** Hands over what has been committed since the last call. */
    void poll(Consumer<RowWrite> receiver) throws SQLException {
        for (ByteBuffer line = stream.readPending(); line != null; line = stream.readPending()) {
            read(StandardCharsets.UTF_8.decode(line).toString(), receiver);
        }
        stream.setAppliedLSN(stream.getLastReceiveLSN());
        stream.setFlushedLSN(stream.getLastReceiveLSN());
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
        stream.close();
        connection.close();
    }
}
