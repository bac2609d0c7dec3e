/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.session;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Map;
import org.postgresql.util.ServerErrorMessage;

/** The report of a Postgres failure: what happened and what to do, without the values that Postgres quotes. */
public final class FailureReport {
    private static final String WRONG_PASSWORD = "28P01";
    /** The routine of the server that checks whether a user may connect to a database. */
    private static final String CONNECTING = "CheckMyDatabase";

    private static final String TLS_REMEDY =
            "Compare connection.sslmode, connection.sslrootcert (who signed the server's"
                    + " certificate), connection.sslcert, connection.sslkey and connection.sslpassword with what the server has and asks for";
    private static final String TIMEOUT_REMEDY =
            "Raise it for the sink's user (ALTER ROLE ... SET ...), or lower batch.size";
    private static final String ROOM_REMEDY = "Make room on the server";
    private static final String LOCK_REMEDY =
            "Another session holds it for long. See pg_stat_activity and pg_blocking_pids()";
    private static final String POOLER_REMEDY =
            "Leave prepareThreshold out of connection.url. Behind a pooler, nothing may stay on the connection";

    private static final String SILENCE_REMEDY =
            "The server or the network is gone, a statement takes longer than connection.socket.timeout.ms, or a commit waits for a"
                    + " synchronous standby that does not answer (synchronous_standby_names)";

    private static final Map<String, String> REMEDIES = Map.ofEntries(
            Map.entry(
                    "08001",
                    "See that the server runs and takes logins, and that connection.url has its host and port"),
            Map.entry(
                    "08004",
                    "Set connection.password, connection.sslmode and the options in connection.url as the server asks for"),
            Map.entry(
                    "25006",
                    "Give all hosts in connection.url, with targetServerType=primary, or wait for the failover. If default_transaction_read_only is set"
                            + " for the user or database, or readOnly in connection.url, reset it"),
            Map.entry("25P03", "idle_in_transaction_session_timeout is too short. " + TIMEOUT_REMEDY),
            Map.entry("25P04", "transaction_timeout is too short. " + TIMEOUT_REMEDY),
            Map.entry("26000", POOLER_REMEDY),
            Map.entry("28000", "Let the user in by the server's pg_hba.conf and ALTER ROLE ... LOGIN. " + TLS_REMEDY),
            Map.entry(WRONG_PASSWORD, "Correct connection.user and connection.password"),
            Map.entry("3D000", "Correct the database in connection.url, or create it"),
            Map.entry("40P01", LOCK_REMEDY),
            Map.entry("42P05", POOLER_REMEDY),
            Map.entry("53100", ROOM_REMEDY + "'s disk"),
            Map.entry("53200", ROOM_REMEDY + "'s memory, or lower batch.size"),
            Map.entry(
                    "53300",
                    "Raise max_connections or the CONNECTION LIMIT of role or database, or lower tasks.max, of which each needs one"),
            Map.entry("55P03", LOCK_REMEDY),
            Map.entry("57014", "Where statement_timeout cancelled it, that is too short. " + TIMEOUT_REMEDY),
            Map.entry("57P04", "The database was dropped. Create it again"));

    private FailureReport() {}

    /** Returns what failed and what to do, in sentences, in one line. */
    public static String of(SQLException failure) {
        String remedy = remedy(failure);
        return what(failure) + "." + (remedy == null ? "" : " " + remedy + ".");
    }

    private static String remedy(SQLException failure) {
        if (FailureKind.isTls(failure)) {
            return TLS_REMEDY;
        }
        if (failure.getCause() instanceof SocketTimeoutException) {
            return SILENCE_REMEDY;
        }
        ServerErrorMessage message = FailureKind.serverMessage(failure);
        if (message != null && CONNECTING.equals(message.getRoutine()) && "42501".equals(failure.getSQLState())) {
            return "Run GRANT CONNECT ON DATABASE ... TO ... for the user";
        }
        return REMEDIES.get(failure.getSQLState());
    }

    /** Returns the option that most likely caused the failure to connect. */
    public static String key(SQLException failure) {
        if (FailureKind.isTls(failure)) {
            return "connection.sslmode";
        }
        return WRONG_PASSWORD.equals(failure.getSQLState()) ? "connection.password" : "connection.url";
    }

    private static String what(SQLException failure) {
        ServerErrorMessage message = FailureKind.serverMessage(failure);
        String state = " (SQLSTATE " + failure.getSQLState() + ")";
        if (message != null) {
            return (isQuotable(failure, message) ? Printable.of(message.getMessage()) : "Postgres rejected a value")
                    + state;
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Printable.of(failure.getMessage() + (root == failure ? "" : " (" + root + ")")) + state;
    }

    /** Returns whether the server's message may be shown. Messages about records, or raised by triggers, may quote values. */
    private static boolean isQuotable(SQLException failure, ServerErrorMessage message) {
        return FailureKind.of(failure) != FailureKind.REJECTED_RECORD
                && !"exec_stmt_raise".equals(message.getRoutine());
    }

    /**
     * Returns the failure for people: with what to do, with its stack traces, and without values.
     *
     * @param more sentences that follow
     */
    public static SQLException explained(SQLException failure, String more) {
        String text = of(failure) + (more.isEmpty() ? "" : " " + more);
        SQLException explained = new SQLException(text, failure.getSQLState(), withoutValues(failure));
        explained.setStackTrace(failure.getStackTrace());
        return explained;
    }

    /** Returns the failure for a log or a cause: with its stack traces, and without values. */
    public static SQLException withoutValues(SQLException failure) {
        SQLException safe = new SQLException(what(failure), failure.getSQLState(), shown(failure.getCause()));
        safe.setStackTrace(failure.getStackTrace());
        for (Throwable suppressed : failure.getSuppressed()) {
            safe.addSuppressed(shown(suppressed));
        }
        return safe;
    }

    /** Returns the failure for a log or a cause: its type and stack trace, without its message, which may quote values. */
    public static RuntimeException withoutMessage(RuntimeException failure) {
        RuntimeException safe = new IllegalStateException(failure.getClass().getName());
        safe.setStackTrace(failure.getStackTrace());
        return safe;
    }

    private static Throwable shown(Throwable any) {
        return any instanceof SQLException failure ? withoutValues(failure) : any;
    }
}
