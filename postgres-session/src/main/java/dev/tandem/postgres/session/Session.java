/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.session;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task's connection, opened when it is first needed and again after it was lost. Nothing outlives a transaction on it (no
 * settings, temporary tables or prepared statements), so a pooler may give every transaction another server connection. Used by
 * one thread at a time.
 *
 * <p>All transactions are {@code READ COMMITTED}, whatever the default of the role or database is: a statement must see what others
 * committed while it, or one before it, waited for a lock.
 */
public final class Session implements AutoCloseable {
    /** The first statement of every transaction. */
    public static final String READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";

    /**
     * Has Postgres name types as this project knows them, where a role or database quotes them all. Only transactions that look at
     * the catalog need it.
     */
    public static final String PLAIN_NAMES = "SELECT set_config('quote_all_identifiers', 'off', true)";

    /** Returns the schema of names without one. */
    public static final String CURRENT_SCHEMA = """
            SELECT coalesce((SELECT name FROM unnest(current_schemas(false)) WITH ORDINALITY AS path (name, place)
                WHERE name <> ALL ('{tandem,pg_catalog,information_schema}') ORDER BY place LIMIT 1), 'public')""";

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final ConnectionSettings settings;
    private final String applicationName;
    /** The statements with which a transaction begins. */
    private final String beginning;

    private Connection connection;

    /** @param applicationName the name that pg_stat_activity shows */
    public Session(ConnectionSettings settings, String applicationName) {
        this(settings, applicationName, READ_COMMITTED + ";\n" + PLAIN_NAMES);
    }

    /**
     * Creates a session whose transactions do not wait for a lock for longer than this. So a table that someone rewrites does not hold up
     * the others. Transactions that set {@code lock_timeout} themselves have their own limit.
     */
    public Session(ConnectionSettings settings, String applicationName, Duration lockTimeout) {
        this(settings, applicationName, beginning(lockTimeout));
    }

    /** Returns the statements with which transactions begin that do not wait for a lock for longer than this. */
    public static String beginning(Duration lockTimeout) {
        return READ_COMMITTED + ";\n" + PLAIN_NAMES + ", set_config('lock_timeout', '" + lockTimeout.toMillis()
                + "ms', true)";
    }

    private Session(ConnectionSettings settings, String applicationName, String beginning) {
        this.settings = settings;
        this.applicationName = applicationName;
        this.beginning = beginning;
    }

    /** Statements of one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Runs the work in one transaction: committed when this returns, rolled back when it throws. */
    public <T> T inTransaction(Work<T> work) throws SQLException {
        return inRawTransaction(current -> {
            begin(current);
            return work.run(current);
        });
    }

    /** Like {@link #inTransaction}, for work that runs {@link #READ_COMMITTED} first, together with other statements. */
    public <T> T inRawTransaction(Work<T> work) throws SQLException {
        Connection current = connect();
        boolean ended = false;
        try {
            T result = work.run(current);
            current.commit();
            ended = true;
            return result;
        } catch (SQLException | RuntimeException failure) {
            rollBack(failure);
            ended = true;
            throw failure;
        } finally {
            closeUnless(ended);
        }
    }

    /** Returns whether the connection of the last transaction is still there, as far as is known. */
    private boolean isConnected() throws SQLException {
        return connection != null && !connection.isClosed();
    }

    private Connection connect() throws SQLException {
        if (!isConnected()) {
            connection = open();
            LOG.info(
                    "Connected to PostgreSQL {} as {}.",
                    connection.getMetaData().getDatabaseProductVersion(),
                    connection.getMetaData().getUserName());
        }
        return connection;
    }

    /**
     * Like {@link #inTransaction}, without a limit on how long a statement takes. The connection is tried under its usual limit
     * first: it may have been lost without a sign while nothing was written. A server that vanishes later does not answer TCP
     * keepalives (see {@link KeepAliveSockets}).
     */
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

    private void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(beginning);
        }
    }

    /** Runs the work on a connection that is opened for it, in autocommit mode and without a limit on how long a statement takes. */
    public <T> T onOwnConnection(Work<T> work) throws SQLException {
        try (Connection own = open()) {
            own.setNetworkTimeout(Runnable::run, 0);
            own.setAutoCommit(true);
            return work.run(own);
        }
    }

    /**
     * Returns the schema of names without one: the first of the search path that exists and is a user's. A role named tandem has
     * the sinks' own schema in its search path, because the path begins with {@code "$user"}.
     */
    public static String currentSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CURRENT_SCHEMA)) {
            row.next();
            return row.getString(1);
        }
    }

    private Connection open() throws SQLException {
        Connection opened;
        try {
            opened = new Driver().connect(settings.url(), settings.driverProperties(applicationName));
        } catch (SQLException failure) {
            throw FailureKind.ofLogin(failure);
        }
        if (opened == null) {
            throw new SQLException(ConnectionSettings.URL + " is not a PostgreSQL JDBC URL.", "08001");
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

    /**
     * Rolls back after a failure, unless the work has closed the connection, and closes a connection that cannot roll back or
     * that leads to a standby: after a failover the primary is elsewhere.
     */
    private void rollBack(Exception failure) {
        if (connection == null) {
            return;
        }
        try {
            if (connection.isClosed()) {
                connection = null;
                return;
            }
            connection.rollback();
            if (failure instanceof SQLException rejected && FailureKind.isReadOnly(rejected)) {
                close();
            }
        } catch (SQLException second) {
            failure.addSuppressed(second);
            close();
        }
    }

    /** Closes the connection unless its transaction has ended, as after an error of the JVM: the next one would go on with it. */
    private void closeUnless(boolean ended) {
        if (!ended) {
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
