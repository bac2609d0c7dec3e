/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class FailureKindTest {
    /** Every class of the manual's appendix A, and the single states that differ from their class. */
    @ParameterizedTest
    @CsvSource(delimiter = ':', textBlock = """
            TRANSIENT        : 08000 08001 08003 08007 08P01
            TRANSIENT        : 25006 25P03 25P04 40000 40001 40002 40003 40P01
            TRANSIENT        : 53000 53100 53200 53300 53400 55006 55P03
            TRANSIENT        : 57000 57014 57P01 57P02 57P03 57P05 58000 58030 72000 HV00N
            SCHEMA_CHANGED : 0A000 3F000 42000 42602 42622 42701 42702 42703 42704 42710 42723 42725 42803 42804
            SCHEMA_CHANGED : 42809 42830 42846 42883 428C9 42939 42P01 42P02 42P07 42P08 42P10 42P16 42P17 42P18 42P21 42P22
            REJECTED_RECORD: 42601 21000 22000 22001 22003 22007 22008 22021 22023 2202E 22030 22P02 22P03 22P05 2200M
            REJECTED_RECORD: 23000 23001 23502 23503 23505 23514 23P01 27000 2F002 38000 39000 44000 P0000 P0001 P0002 P0003 P0004
            REJECTED_RECORD: 09000 0F000 0Z000 20000 54000 54001 54011 54023 55000 55P04 XX000 99999 ABCDE BR017
            MISSING_GRANT  : 42501
            PERMANENT      : 03000 08004 0B000 0L000 0P000 24000 25000 25001 25P01 25P02 26000
            PERMANENT      : 28000 28P01 2B000 2BP01 2D000 34000 3B000 3D000 42P03 42P05 55P02
            PERMANENT      : 57P04 58P01 58P02 F0000 F0001 HV000 XX001 XX002
            """)
    void knowsKindOfEveryClassOfFailure(FailureKind kind, String states) {
        assertThat(states.trim().split(" "))
                .allSatisfy(
                        state -> assertThat(FailureKind.of(server(state, ""))).isEqualTo(kind));
    }

    @Test
    void tellsExhaustedDatabaseFromLargeValue() {
        assertThat(FailureKind.of(server("54000", "Rindex_form_tuple\0"))).isEqualTo(FailureKind.REJECTED_RECORD);
        assertThat(FailureKind.of(server("54000", "RGetNewTransactionId\0"))).isEqualTo(FailureKind.PERMANENT);
    }

    @Test
    void tellsMissingGrantFromRowThatIsNotAllowed() {
        assertThat(FailureKind.of(server("42501", "Raclcheck_error\0"))).isEqualTo(FailureKind.MISSING_GRANT);
        assertThat(FailureKind.of(server("42501", "RExecWithCheckOptions\0"))).isEqualTo(FailureKind.REJECTED_RECORD);
        assertThat(FailureKind.of(server("42501", "Rexec_stmt_raise\0"))).isEqualTo(FailureKind.REJECTED_RECORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"08006", "25006", "28000", "28P01", "40001", "53200", "55P03", "57014", "58030", "P0001", "XX001"
            })
    void takesWhatTriggerRaisesForFaultOfRecord(String state) {
        assertThat(FailureKind.of(server(state, "Rexec_stmt_raise\0"))).isEqualTo(FailureKind.REJECTED_RECORD);
    }

    @ParameterizedTest
    @CsvSource({
        "25001, REJECTED_RECORD",
        "25006, REJECTED_RECORD",
        "2D000, REJECTED_RECORD",
        "42501, REJECTED_RECORD",
        "58P01, REJECTED_RECORD",
        "40P01, TRANSIENT",
        "53100, TRANSIENT",
        "57014, TRANSIENT",
        "57P01, TRANSIENT",
        "XX001, PERMANENT"
    })
    void knowsKindOfFailureInFunction(String state, FailureKind kind) {
        assertThat(FailureKind.of(server(state, "WPL/pgSQL function f() line 1 at EXECUTE\0")))
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "XX000, TRANSIENT",
        "P0001, TRANSIENT",
        "55000, TRANSIENT",
        "53300, TRANSIENT",
        "22023, PERMANENT",
        "42601, PERMANENT",
        "42704, PERMANENT",
        "28P01, PERMANENT",
        "3D000, PERMANENT",
        "42501, MISSING_GRANT"
    })
    void blamesNoRecordForFailureToLogIn(String state, FailureKind kind) {
        SQLException failure = FailureKind.ofLogin(server(state, ""));

        assertThat(FailureKind.of(failure)).isEqualTo(kind);
        assertThat(FailureReport.of(failure)).contains(state);
    }

    @Test
    void takesFailureInSqlFunctionForFaultOfRecord() {
        assertThat(FailureKind.of(server("58P01", "WSQL function \"f\" statement 1\0")))
                .isEqualTo(FailureKind.REJECTED_RECORD);
        assertThat(FailureKind.of(server("42501", "WSQL statement \"SELECT 1 FROM ONLY parents\"\0")))
                .isEqualTo(FailureKind.MISSING_GRANT);
    }

    @Test
    void tellsBrokenConnectionFromWrongCertificate() {
        assertThat(FailureKind.of(driver("08001", new ConnectException("Connection refused"))))
                .isEqualTo(FailureKind.TRANSIENT);
        assertThat(FailureKind.of(driver("08006", new EOFException()))).isEqualTo(FailureKind.TRANSIENT);
        assertThat(FailureKind.of(driver("08006", handshake(new SocketException("reset")))))
                .isEqualTo(FailureKind.TRANSIENT);
        assertThat(FailureKind.of(driver("08006", handshake(new EOFException()))))
                .isEqualTo(FailureKind.TRANSIENT);
        assertThat(FailureKind.of(driver(null, new IOException()))).isEqualTo(FailureKind.TRANSIENT);
        assertThat(FailureKind.of(driver("08006", handshake(new CertificateException()))))
                .isEqualTo(FailureKind.PERMANENT);
        assertThat(FailureKind.of(driver("08006", null))).isEqualTo(FailureKind.PERMANENT);
        assertThat(FailureKind.of(server("08006", ""))).isEqualTo(FailureKind.TRANSIENT);
    }

    private static SSLHandshakeException handshake(Exception cause) {
        SSLHandshakeException failure = new SSLHandshakeException("handshake");
        failure.initCause(cause);
        return failure;
    }

    private static SQLException driver(String state, Exception cause) {
        return new SQLException("driver", state, cause);
    }

    /** @param fields in the form of the protocol's ErrorResponse */
    private static SQLException server(String state, String fields) {
        return new PSQLException(new ServerErrorMessage("SERROR\0C" + state + "\0Mmessage\0" + fields));
    }
}
