/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.connection;

import dev.tandem.postgres.sink.failure.FailureKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task's one connection, opened when it is needed and again after it was lost. Nothing outlives a transaction on it (no
 * settings, temporary tables or prepared statements), so a pooler may give every transaction another server connection. Used by
 * one thread at a time.
 */
public final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final ConnectionSettings settings;
    private Connection connection;

    public Session(ConnectionSettings settings) {
        this.settings = settings;
    }

    /** Statements of one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Runs the work in one transaction: committed when this returns, rolled back when it throws. */
    public <T> T inTransaction(Work<T> work) throws SQLException {
        Connection current = connection();
        try {
            T result = work.run(current);
            current.commit();
            return result;
        } catch (SQLException | RuntimeException failure) {
            rollBack(current, failure);
            throw failure;
        }
    }

    /** The same, however long Postgres takes for a statement. */
    public <T> T inLongTransaction(Work<T> work) throws SQLException {
        return inTransaction(current -> {
            int timeout = current.getNetworkTimeout();
            current.setNetworkTimeout(Runnable::run, 0);
            try {
                return work.run(current);
            } finally {
                if (!current.isClosed()) {
                    current.setNetworkTimeout(Runnable::run, timeout);
                }
            }
        });
    }

    /** The schema of names that give none: the first of the search path that exists. */
    public static String currentSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT coalesce(current_schema(), 'public')")) {
            row.next();
            return row.getString(1);
        }
    }

    private Connection connection() throws SQLException {
        if (connection == null || connection.isClosed()) {
            connection = open();
        }
        return connection;
    }

    private Connection open() throws SQLException {
        Connection opened = new Driver().connect(settings.url(), settings.driverProperties());
        if (opened == null) {
            throw new SQLException("not a URL of PostgreSQL's driver: " + ConnectionSettings.URL, "08001");
        }
        try {
            opened.setAutoCommit(false);
            if (opened.getNetworkTimeout() == 0) {
                opened.setNetworkTimeout(Runnable::run, settings.socketTimeoutMillis());
            }
            return opened;
        } catch (SQLException failure) {
            opened.close();
            throw failure;
        }
    }

    /** A connection that cannot even roll back is of no use any more, nor is one to a standby: after a failover the primary is elsewhere. */
    private void rollBack(Connection broken, Exception failure) {
        try {
            broken.rollback();
            if (failure instanceof SQLException refused && FailureKind.isReadOnly(refused)) {
                close();
            }
        } catch (SQLException second) {
            failure.addSuppressed(second);
            close();
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException failure) {
                LOG.debug("closing the connection failed", failure);
            }
            connection = null;
        }
    }
}
