/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.session;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A kind of Postgres failure, by what it means for the transaction. It follows from the SQLSTATE (PostgreSQL's manual, appendix A). */
public enum FailureKind {
    /** A later attempt may succeed: connection lost, server restarting, full or overloaded, deadlock, time-out, standby. */
    TRANSIENT,
    /** The table is not as the task remembers it. */
    SCHEMA_CHANGED,
    /** Postgres rejects some record: its value, a constraint, a trigger. */
    REJECTED_RECORD,
    /** The user lacks a right. */
    MISSING_GRANT,
    /** Neither waiting nor leaving out records helps: wrong password, wrong certificate, damaged files, a bug. */
    PERMANENT;

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String READ_ONLY = "25006";
    private static final String CONNECTION_FAILURE = "08006";
    private static final String CONNECTION_REJECTED = "08004";
    private static final String NO_CONNECTION = "08001";
    /** The class of data exceptions, among them parameters with values that the server does not know. */
    private static final String DATA_EXCEPTION = "22";
    /** A syntax error in a value: {@code ltree}, {@code hstore}, {@code tsvector} and others have it for text that they cannot read. */
    private static final String SYNTAX_ERROR = "42601";
    /** Tandem's own: the triggers of a two-way table meet a writer that takes it for read_only. */
    private static final String NOT_READ_ONLY = "TD001";

    /**
     * The connection was rejected (the driver's word for: no TLS, no password); the database was dropped; a pooler has given the
     * session of another client, with its cursors and statements.
     */
    private static final Set<String> PERMANENT_STATES =
            Set.of(CONNECTION_REJECTED, "42P03", "42P05", "57P04", "55P02", "58P01", "58P02", "XX001", "XX002");
    /** Failures of the server or its files, wherever they show: the database was dropped, crash, damaged data and index. */
    private static final Set<String> DAMAGED = Set.of("57P04", "58P02", "XX001", "XX002");
    /** Statement, transaction, role, cursor and session; damaged configuration; a foreign server. */
    private static final Set<String> PERMANENT_CLASSES =
            Set.of("03", "0B", "0L", "0P", "24", "25", "26", "28", "2B", "2D", "34", "3B", "3D", "F0", "HV");
    /** Connection, transaction rollback, insufficient resources, operator intervention, snapshot too old. */
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57", "72");
    /**
     * Standby; idle-in-transaction and transaction time-out; object in use, lock not available; system and I/O error; foreign
     * server away.
     */
    private static final Set<String> TRANSIENT_STATES =
            Set.of(READ_ONLY, "25P03", "25P04", "55006", "55P03", "58000", "58030", "HV00N");
    /**
     * Feature not supported (of a table by now of another kind), schema, syntax error or access rule: undefined or ambiguous
     * names, types.
     */
    private static final Set<String> SCHEMA_CLASSES = Set.of("0A", "3F", "42");
    /** The routine of the server that checks row-level security. */
    private static final String ROW_SECURITY = "ExecWithCheckOptions";
    /** The routines of the server by which functions raise exceptions, with any SQLSTATE: of PL/pgSQL and PL/Python. */
    private static final Set<String> RAISES = Set.of("exec_stmt_raise", "PLy_elog_impl", "PLy_output");
    /** A function in the context of a failure: of a procedural language, or of SQL as in a check or a generated column. */
    private static final Pattern FUNCTION = Pattern.compile("PL/|^SQL function ", Pattern.MULTILINE);
    /** The routines of the server that report a database which takes no commands before a vacuum. */
    private static final Set<String> EXHAUSTED_SERVER = Set.of("GetNewTransactionId", "GetNewMultiXactId");

    /** Returns the kind of a failure. */
    public static FailureKind of(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return failure.getCause() instanceof IOException ? TRANSIENT : PERMANENT;
        }
        if (state.equals(NOT_READ_ONLY)) {
            return SCHEMA_CHANGED;
        }
        if (RAISES.contains(routine(failure))) {
            return REJECTED_RECORD;
        }
        FailureKind kind = ofState(state, failure);
        boolean mayConcernOneRow = kind == MISSING_GRANT || kind == PERMANENT || state.equals(READ_ONLY);
        return mayConcernOneRow && !DAMAGED.contains(state) && isInFunction(failure) ? REJECTED_RECORD : kind;
    }

    /**
     * Returns a failure to log in, which no record causes. Poolers and login triggers have SQLSTATEs for it that blame a record when a
     * statement fails with them. Such a failure is transient, unless the server cannot read a parameter of the connection.
     */
    static SQLException ofLogin(SQLException failure) {
        FailureKind kind = of(failure);
        if (kind != REJECTED_RECORD && kind != SCHEMA_CHANGED) {
            return failure;
        }
        String state = failure.getSQLState();
        boolean isOfParameter =
                kind == SCHEMA_CHANGED || state.startsWith(DATA_EXCEPTION) || state.equals(SYNTAX_ERROR);
        SQLException login = new SQLException(
                "The server did not accept the login: " + failure.getMessage() + " (SQLSTATE " + state + ")",
                isOfParameter ? CONNECTION_REJECTED : NO_CONNECTION);
        login.setStackTrace(failure.getStackTrace());
        return login;
    }

    private static FailureKind ofState(String state, SQLException failure) {
        String stateClass = state.substring(0, 2);
        if (PERMANENT_STATES.contains(state) || isTls(failure)) {
            return PERMANENT;
        }
        if (state.equals(INSUFFICIENT_PRIVILEGE)) {
            return ROW_SECURITY.equals(routine(failure)) ? REJECTED_RECORD : MISSING_GRANT;
        }
        if (TRANSIENT_CLASSES.contains(stateClass) || TRANSIENT_STATES.contains(state)) {
            return TRANSIENT;
        }
        if (state.equals(SYNTAX_ERROR)) {
            return REJECTED_RECORD;
        }
        if (SCHEMA_CLASSES.contains(stateClass)) {
            return SCHEMA_CHANGED;
        }
        // Any other failure, such as a SQLSTATE of a trigger's own, may be that of one record.
        return PERMANENT_CLASSES.contains(stateClass) || EXHAUSTED_SERVER.contains(routine(failure))
                ? PERMANENT
                : REJECTED_RECORD;
    }

    /** Returns whether a statement of a user's function failed, which may be run for some rows only. */
    private static boolean isInFunction(SQLException failure) {
        ServerErrorMessage message = serverMessage(failure);
        return message != null
                && FUNCTION.matcher(String.valueOf(message.getWhere())).find();
    }

    private static String routine(SQLException failure) {
        ServerErrorMessage message = serverMessage(failure);
        return message == null ? "" : String.valueOf(message.getRoutine());
    }

    /** Returns whether the server is a standby, or is configured to take no writes. */
    public static boolean isReadOnly(SQLException failure) {
        return READ_ONLY.equals(failure.getSQLState());
    }

    /** Returns whether one side does not trust the other or cannot read a key, and the connection did not just break. */
    static boolean isTls(SQLException failure) {
        // The driver reports what it finds wrong itself, such as the host's name, as a connection failure without an
        // I/O error.
        boolean tls = CONNECTION_FAILURE.equals(failure.getSQLState())
                && serverMessage(failure) == null
                && !(failure.getCause() instanceof IOException);
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof EOFException) {
                return false;
            }
            tls |= cause instanceof SSLException
                    || cause instanceof GeneralSecurityException
                    || cause instanceof FileNotFoundException
                    || cause instanceof FileSystemException;
        }
        return tls;
    }

    /** Returns the server's message, or null when the failure is the driver's own. */
    public static ServerErrorMessage serverMessage(SQLException failure) {
        return failure instanceof PSQLException rejected ? rejected.getServerErrorMessage() : null;
    }
}
