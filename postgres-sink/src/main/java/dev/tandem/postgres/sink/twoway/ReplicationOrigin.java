/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.sql.ReplicationOriginStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replication origin under which a task writes rows that the write-back does not have to look at. A reader of the write-ahead log that
 * asks for {@code origin=none} does not get them, so they cost it next to nothing.
 *
 * <p><b>Transactions.</b> Postgres notes the origin on each change of a row. So a transaction uses the origin only for the statements that
 * write no row with local edits that wait to be sent. Its other statements and its commit have none, and the edits that they write are
 * read as ever.
 * <p><b>Sessions.</b> One server process at a time can use an origin, and it keeps it when its transaction fails. So after a failure the
 * transaction goes back to a savepoint and leaves the origin: behind a pooler, the process goes to another client, whose edits would be
 * hidden.
 * <p><b>Failure.</b> Where Postgres does not let the task use the origin, rows are written without it, and the log says why. The next
 * attempt is some time later.
 * <p><b>Threads.</b> Used by one thread at a time.
 */
public final class ReplicationOrigin {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicationOrigin.class);
    /** The number of rows from which a reader saves more time than the statements around them take. */
    private static final int MIN_ROWS = 10;
    /** The pause after a failure that may be over soon: another process still uses the origin. */
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(10);
    /** The pause after a failure that someone has to mend. */
    private static final Duration LONG_PAUSE = Duration.ofMinutes(10);

    private static final String IN_USE = "55006";

    private final Session session;
    private final String task;
    private final Clock clock;
    private final Consumer<Boolean> used;
    /** The tables whose triggers edit two-way tables, until the task restarts. */
    private final Set<TableId> tablesWithInnerEdits = new TreeSet<>();

    private Instant pausedUntil;
    /** The origin that is ready to be used; null if none is. */
    private String name;
    /** The problem that the log has named last; null if there is none. */
    private String problem;

    /**
     * @param task the name of the connector, and the number of its task
     * @param used takes whether rows are written under the origin, whenever that changes
     */
    public ReplicationOrigin(Session session, OriginUse use, String task, Clock clock, Consumer<Boolean> used) {
        this.session = session;
        this.task = task;
        this.clock = clock;
        this.used = used;
        this.pausedUntil = use == OriginUse.OFF ? Instant.MAX : Instant.MIN;
    }

    /** Creates the origin if it is needed and does not exist. Call it outside of transactions. */
    public void prepare() throws SQLException {
        if (name != null || isResting()) {
            return;
        }
        try {
            name = session.inTransaction(this::create);
        } catch (SQLException failure) {
            if (FailureKind.of(failure) == FailureKind.TRANSIENT) {
                throw failure;
            }
            pause(LONG_PAUSE, FailureReport.of(failure));
        }
    }

    private String create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(ReplicationOriginStatements.LOOK)) {
            found.next();
            if (!found.getBoolean(2)) {
                pauseFor(LONG_PAUSE);
                return null;
            }
            String missing = found.getString(3);
            if (missing != null) {
                pause(
                        LONG_PAUSE,
                        "the user may not execute some functions. Run GRANT EXECUTE ON FUNCTION " + missing + " TO "
                                + found.getString(4) + ", or set " + OriginUse.OPTION + "=off.");
                return null;
            }
            String wanted = "tandem_" + found.getString(1) + "_" + task;
            create(connection, wanted);
            return wanted;
        }
    }

    private static void create(Connection connection, String wanted) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ReplicationOriginStatements.CREATE)) {
            statement.setString(1, wanted);
            statement.execute();
        }
    }

    /**
     * Runs statements that write only rows that the write-back does not have to look at: under the origin if that can be, otherwise without
     * it.
     *
     * @param rows about as many as they write
     * @throws InnerEditsException if the transaction must be rolled back and run again. Then it does without the origin
     */
    public <T> T under(Connection connection, TableId table, int rows, Session.Work<T> statements) throws SQLException {
        boolean isWanted = name != null && rows >= MIN_ROWS && !isResting() && !tablesWithInnerEdits.contains(table);
        if (!isWanted || !begin(connection)) {
            return statements.run(connection);
        }
        T result;
        boolean hasInnerEdits;
        try {
            result = statements.run(connection);
            hasInnerEdits = end(connection);
        } catch (SQLException | RuntimeException failure) {
            leave(connection, failure);
            throw failure;
        }
        if (hasInnerEdits) {
            tablesWithInnerEdits.add(table);
            used.accept(false);
            throw new InnerEditsException(table);
        }
        return result;
    }

    /** Begins to use the origin, and returns whether Postgres allows it. */
    private boolean begin(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ReplicationOriginStatements.BEGIN)) {
            statement.setString(1, name);
            statement.execute();
        } catch (SQLException rejection) {
            cancel(connection, rejection);
            return false;
        }
        if (problem != null) {
            LOG.info("Rows are written under replication origin {} again.", name);
            problem = null;
        }
        used.accept(true);
        return true;
    }

    private void cancel(Connection connection, SQLException rejection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ReplicationOriginStatements.CANCEL);
        } catch (SQLException lost) {
            rejection.addSuppressed(lost);
            throw rejection;
        }
        if (IN_USE.equals(rejection.getSQLState())) {
            pause(
                    SHORT_PAUSE,
                    "another process of the server uses origin " + name
                            + ". It may be one of this task that has not ended yet. If this persists, give each"
                            + " connector a name of its own.");
        } else {
            pause(LONG_PAUSE, FailureReport.of(rejection));
            name = null;
        }
    }

    private static boolean end(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ReplicationOriginStatements.END);
            try (ResultSet ended = statement.getResultSet()) {
                ended.next();
                return ended.getBoolean(2);
            }
        }
    }

    /** Takes the origin from the connection after a failure, or closes the connection if that fails. */
    private static void leave(Connection connection, Exception failure) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ReplicationOriginStatements.CANCEL);
            end(connection);
        } catch (SQLException lost) {
            close(connection, failure);
        }
    }

    private static void close(Connection connection, Exception failure) {
        try {
            connection.close();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    private boolean isResting() {
        return clock.instant().isBefore(pausedUntil);
    }

    /** Writes rows without the origin for some time. */
    private void pauseFor(Duration duration) {
        pausedUntil = clock.instant().plus(duration);
        used.accept(false);
    }

    private void pause(Duration duration, String reason) {
        pauseFor(duration);
        if (!reason.equals(problem)) {
            problem = reason;
            LOG.warn(
                    "Rows of two-way tables are written without a replication origin, so Debezium reads each: {}",
                    reason);
        }
    }
}
