/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import dev.tandem.postgres.session.TableId;
import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.schema.SchemaStep.Concurrent;
import dev.tandem.twoway.schema.SchemaStep.NumberRows;
import dev.tandem.twoway.schema.SchemaStep.Transaction;
import dev.tandem.twoway.schema.SchemaStep.Warning;
import dev.tandem.twoway.schema.SwitchPlan.Knowledge;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An installer of the part of two-way sync that lives inside Postgres. It also switches tables between read_only and read_write.
 *
 * <p><b>Resuming.</b> Every step is complete by itself. After a failure, call the same method again: it does what is left.
 * <p><b>Locks.</b> Each step waits briefly for its locks and tries again, so it never holds up the table's users for long.
 * <p><b>Threads.</b> Not safe for several threads. Several processes may switch the same table: one works, the others wait.
 */
public final class TwoWaySchema {
    private static final Logger LOG = LoggerFactory.getLogger(TwoWaySchema.class);
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";
    private static final int PAGES_PER_BATCH = 200;

    private final Connection connection;
    private final LockPatience patience;

    /** @param connection a connection of its own to the server itself (not through a transaction pooler), without an open transaction */
    public TwoWaySchema(Connection connection, LockPatience patience) {
        this.connection = connection;
        this.patience = patience;
    }

    /** Runs the SQL file, unless this version of it or a newer one was run before. */
    public void install() throws SQLException {
        if (installedVersion() < TwoWayScript.VERSION) {
            retrying(() -> inTransaction(statement -> {
                statement.execute(SchemaSql.LOCK_INSTALLATION);
                // Another process may have run the file meanwhile, and its tables may be in use already.
                if (installedVersion() < TwoWayScript.VERSION) {
                    LOG.info("Installing version {} of two-way.sql.", TwoWayScript.VERSION);
                    statement.execute(TwoWayScript.SQL);
                }
            }));
        }
    }

    /** Returns whether the table's local edits are noted as wishes now. */
    public boolean isReadWrite(TableId table) throws SQLException {
        return installedVersion() > 0
                && TableStateReader.read(connection, table).isTwoWay();
    }

    /**
     * Returns the columns of a table with their types, in order; none if the table does not exist. For a domain, the type is the one
     * under it.
     */
    public Map<String, String> columns(TableId table) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SchemaSql.COLUMNS)) {
            statement.setString(1, table.quoted());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return columns;
    }

    /** Returns the numbers of a table's columns, in order. A column that takes the name of another has a number of its own. */
    public Map<String, Integer> columnNumbers(TableId table) throws SQLException {
        return ColumnNumbers.read(connection, table);
    }

    /** Returns the partitions that hold the rows of a table; none if it is not partitioned. */
    public List<TableId> partitions(TableId table) throws SQLException {
        return TableStateReader.partitions(connection, table);
    }

    /**
     * Returns whether the table has the triggers that note local edits, all enabled. A table that takes the name of another has
     * none, nor has one that is restored without them.
     */
    public boolean notesEdits(TableId table) throws SQLException {
        return TableStateReader.triggers(connection, table).containsAll(TriggerOptions.TRIGGERS);
    }

    /** Returns the columns by which the rows of a two-way table are known. */
    public List<String> key(TableId table) throws SQLException {
        return state(table).primaryKey().columns();
    }

    /** Returns the owners of the columns of a two-way table; none if it is not two-way. All other columns belong to their last writer. */
    public Map<String, FieldOwner> owners(TableId table) throws SQLException {
        if (installedVersion() == 0) {
            return Map.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(SchemaSql.OPTIONS)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet options = statement.executeQuery()) {
                return options.next() ? TriggerOptions.owners(options.getString(1)) : Map.of();
            }
        }
    }

    /**
     * Makes local edits of the table wishes, and keeps its triggers up to date. Settings that {@link #describe} has made stay as they are,
     * except for columns that they lack.
     *
     * @throws SchemaConflictException if the table cannot be two-way as it is
     */
    public void switchToReadWrite(TwoWayTable table) throws SQLException {
        switchToReadWrite(table, Knowledge.CONFIGURED);
    }

    /**
     * Like {@link #switchToReadWrite(TwoWayTable)}, with settings from Salesforce's describe, which replace all others.
     *
     * @throws SchemaConflictException also if the table was switched to read_only, so that two connectors do not switch it in turns
     */
    public void describe(TwoWayTable table) throws SQLException {
        install();
        if (isMarkedReadOnly(table.id())) {
            throw new SchemaConflictException("Table " + table.id()
                    + " was switched to read_only. Set its access to read_write in the Postgres sink, or"
                    + " remove it from tables here.");
        }
        switchToReadWrite(table, Knowledge.DESCRIBED);
    }

    /** Returns whether a switch of the table to read_only has begun, and possibly ended, and none back has. */
    public boolean wasSwitchedToReadOnly(TableId table) throws SQLException {
        return installedVersion() > 0 && isMarkedReadOnly(table);
    }

    private boolean isMarkedReadOnly(TableId table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SchemaSql.READ_ONLY_MARK)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet marks = statement.executeQuery()) {
                return marks.next();
            }
        }
    }

    private void switchToReadWrite(TwoWayTable table, Knowledge knowledge) throws SQLException {
        install();
        switching(
                table.id(),
                () -> run(
                        table.id(), SwitchPlan.toReadWrite(state(table.id()), table, knowledge, TwoWayScript.VERSION)));
    }

    /**
     * Makes the table's local edits its own affair again, and removes Tandem's triggers and columns.
     *
     * @param recordIdColumn the column of Salesforce's id
     * @throws SQLException with state 55000 if edits are pending
     */
    public void switchToReadOnly(TableId table, String recordIdColumn) throws SQLException {
        install();
        switching(table, () -> run(table, SwitchPlan.toReadOnly(state(table), recordIdColumn)));
    }

    /** Indexes the rows of a table in which a column has a value, where few have one. */
    public void indexValues(TableId table, String column) throws SQLException {
        switching(table, () -> run(table, SwitchPlan.toIndexedValues(state(table), column)));
    }

    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    @FunctionalInterface
    private interface StatementWork {
        void run(Statement statement) throws SQLException;
    }

    private TableState state(TableId table) throws SQLException {
        return TableStateReader.read(connection, table);
    }

    private int installedVersion() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet exists = statement.executeQuery(SchemaSql.IS_INSTALLED)) {
                exists.next();
                if (!exists.getBoolean(1)) {
                    return 0;
                }
            }
            try (ResultSet version = statement.executeQuery(SchemaSql.INSTALLED_VERSION)) {
                version.next();
                return version.getInt(1);
            }
        }
    }

    /**
     * Runs the work while no other process switches the table. The lock is the session's, because steps commit. It is tried again and
     * again: a statement that waits for it has a snapshot, and CREATE INDEX CONCURRENTLY would wait for that, in a circle.
     */
    private void switching(TableId table, Work work) throws SQLException {
        for (int attempt = 1; !lock(SchemaSql.TRY_LOCK, table); attempt++) {
            SQLException busy = new SQLException(
                    "Failed to switch table " + table + ": another process switches it.", LOCK_NOT_AVAILABLE);
            if (attempt >= patience.attempts()) {
                throw busy;
            }
            pause(busy);
        }
        try {
            work.run();
        } finally {
            if (!connection.isClosed()) {
                lock(SchemaSql.UNLOCK, table);
            }
        }
    }

    private boolean lock(String sql, TableId table) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(sql)) {
            lock.setString(1, table.quoted());
            try (ResultSet result = lock.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    void run(TableId table, List<SchemaStep> steps) throws SQLException {
        for (SchemaStep step : steps) {
            if (step instanceof Transaction transaction) {
                LOG.info("Switching {}: {}", table, transaction.statements());
                retrying(() -> inTransaction(statement -> {
                    for (String sql : transaction.statements()) {
                        statement.execute(sql);
                    }
                }));
            } else if (step instanceof Concurrent concurrent) {
                LOG.info("Switching {}: {}", table, concurrent.statement());
                try (Statement statement = connection.createStatement()) {
                    statement.execute(
                            SchemaSql.limitWaits(patience.indexTimeout().toMillis()));
                    statement.execute(concurrent.statement());
                }
            } else if (step instanceof Warning warning) {
                LOG.warn(warning.text());
            } else if (step instanceof NumberRows numbering) {
                LOG.info("Switching {}: numbering its rows", table);
                numberRows(numbering);
            }
        }
    }

    /** Goes through the pages that the table has now; rows that come later have a key from the start. */
    private void numberRows(NumberRows step) throws SQLException {
        long pages = pages(step.table().quoted());
        for (long page = 0; page < pages; page += PAGES_PER_BATCH) {
            String update = SchemaSql.numberRows(step, page, page + PAGES_PER_BATCH);
            retrying(() -> inTransaction(statement -> statement.execute(update)));
        }
    }

    private long pages(String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SchemaSql.PAGES)) {
            statement.setString(1, table);
            try (ResultSet size = statement.executeQuery()) {
                size.next();
                return size.getLong(1);
            }
        }
    }

    private void inTransaction(StatementWork work) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(SchemaSql.begin(patience.timeout().toMillis()));
            work.run(statement);
            connection.commit();
        } catch (SQLException failure) {
            connection.rollback();
            throw failure;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void retrying(Work work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                return;
            } catch (SQLException failure) {
                boolean locked =
                        LOCK_NOT_AVAILABLE.equals(failure.getSQLState()) || DEADLOCK.equals(failure.getSQLState());
                if (!locked || attempt >= patience.attempts()) {
                    throw failure;
                }
                pause(failure);
            }
        }
    }

    private void pause(SQLException failure) throws SQLException {
        try {
            Thread.sleep(patience.pause().toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
