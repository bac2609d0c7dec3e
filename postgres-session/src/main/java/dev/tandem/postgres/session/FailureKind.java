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
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A kind of Postgres failure, by what it means for the batch. This is the only place that reads meaning into SQLSTATEs (PostgreSQL's manual, appendix A). */
public enum FailureKind {
    /** A later attempt may succeed: connection lost, server restarting, full or overloaded, deadlock, time-out, standby. */
    TRANSIENT,
    /** The table is not as the task remembers it. */
    SCHEMA_CHANGED,
    /** Postgres rejects some record of the batch: its value, a constraint, a trigger. */
    REJECTED_RECORD,
    /** The user lacks a right. */
    MISSING_GRANT,
    /** Neither waiting nor leaving out records helps: wrong password, wrong certificate, damaged files, a bug. */
    PERMANENT;

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String READ_ONLY = "25006";
    private static final String CONNECTION_FAILURE = "08006";

    /** The connection was rejected (the driver's word for: no TLS, no password); the database was dropped. */
    private static final Set<String> PERMANENT_STATES =
            Set.of("08004", "57P04", "55P02", "58P01", "58P02", "XX001", "XX002");
    /** Statement, transaction, role, cursor and session; damaged configuration; a foreign server. */
    private static final Set<String> PERMANENT_CLASSES =
            Set.of("03", "0B", "0L", "0P", "24", "25", "26", "28", "2B", "2D", "34", "3B", "3D", "F0", "HV");
    /** Connection, transaction rollback, insufficient resources, operator intervention, snapshot too old. */
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57", "72");
    /** Standby; idle-in-transaction and transaction time-out; object in use, lock not available; system and I/O error; foreign server away. */
    private static final Set<String> TRANSIENT_STATES =
            Set.of(READ_ONLY, "25P03", "25P04", "55006", "55P03", "58000", "58030", "HV00N");
    /** Feature not supported (of a table by now of another kind), schema, syntax error or access rule: undefined or ambiguous names, types. */
    private static final Set<String> SCHEMA_CLASSES = Set.of("0A", "3F", "42");
    /** The routines of the server that report a row which may not be written: row-level security, and RAISE in a trigger. */
    private static final Set<String> RIGHTS_OF_ROWS = Set.of("ExecWithCheckOptions", "exec_stmt_raise");
    /** The routines of the server that report a database which takes no commands before a vacuum. */
    private static final Set<String> EXHAUSTED_SERVER = Set.of("GetNewTransactionId", "GetNewMultiXactId");

    /** Returns the kind of a failure. */
    public static FailureKind of(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return failure.getCause() instanceof IOException ? TRANSIENT : PERMANENT;
        }
        String stateClass = state.substring(0, 2);
        if (PERMANENT_STATES.contains(state) || isTls(failure)) {
            return PERMANENT;
        }
        if (state.equals(INSUFFICIENT_PRIVILEGE)) {
            return RIGHTS_OF_ROWS.contains(routine(failure)) ? REJECTED_RECORD : MISSING_GRANT;
        }
        if (TRANSIENT_CLASSES.contains(stateClass) || TRANSIENT_STATES.contains(state)) {
            return TRANSIENT;
        }
        if (SCHEMA_CLASSES.contains(stateClass)) {
            return SCHEMA_CHANGED;
        }
        // Any other failure, such as a SQLSTATE of a trigger's own, may be that of one record.
        return PERMANENT_CLASSES.contains(stateClass) || EXHAUSTED_SERVER.contains(routine(failure))
                ? PERMANENT
                : REJECTED_RECORD;
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
