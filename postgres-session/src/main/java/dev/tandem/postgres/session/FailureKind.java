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

    /** Rejected before it began (the driver's word for: no TLS, no password), database dropped. */
    private static final Set<String> PERMANENT_STATES = Set.of("08004", "57P04");
    /** Connection, transaction rollback, insufficient resources, operator intervention, snapshot too old. */
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57", "72");
    /** Standby; idle-in-transaction and transaction time-out; object in use, lock not available; system and I/O error; foreign server away. */
    private static final Set<String> TRANSIENT_STATES =
            Set.of(READ_ONLY, "25P03", "25P04", "55006", "55P03", "58000", "58030", "HV00N");
    /** Feature not supported (of a table by now of another kind), schema, syntax error or access rule: undefined or ambiguous names, types. */
    private static final Set<String> SCHEMA_CLASSES = Set.of("0A", "3F", "42");
    /** Cardinality, data, constraint, triggered change, routine (triggers in SQL and other languages), check option, PL/pgSQL. */
    private static final Set<String> REJECTION_CLASSES = Set.of("21", "22", "23", "27", "2F", "38", "39", "44", "P0");
    /** Too long for an index, too deep; but the same class says that the database takes no commands before a vacuum. */
    private static final String PROGRAM_LIMIT_EXCEEDED = "54";

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
            return MISSING_GRANT;
        }
        if (TRANSIENT_CLASSES.contains(stateClass) || TRANSIENT_STATES.contains(state)) {
            return TRANSIENT;
        }
        if (SCHEMA_CLASSES.contains(stateClass)) {
            return SCHEMA_CHANGED;
        }
        return REJECTION_CLASSES.contains(stateClass) || isTooBig(failure, stateClass) ? REJECTED_RECORD : PERMANENT;
    }

    private static boolean isTooBig(SQLException failure, String stateClass) {
        ServerErrorMessage message = serverMessage(failure);
        return stateClass.equals(PROGRAM_LIMIT_EXCEEDED) && message != null && message.getTable() != null;
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
