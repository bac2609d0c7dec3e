/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsRemedyTest {
    @Test
    void saysWhatToDoAboutRejectedCertificates() {
        assertThat(remedy(new CertPathBuilderException("unable to find valid certification path")))
                .contains("trustStore");
        assertThat(remedy(new CertPathValidatorException(new CertificateExpiredException("NotAfter"))))
                .contains("has expired");
        assertThat(remedy(new CertificateNotYetValidException("NotBefore"))).contains("clock");
    }

    @Test
    void saysNothingAboutOtherFailures() {
        assertThat(TlsRemedy.of(new IOException("connection reset"))).isEmpty();
        assertThat(remedy(new CertificateException("No subject alternative names present")))
                .isEmpty();
    }

    private static String remedy(Exception cause) {
        SSLHandshakeException handshake = new SSLHandshakeException("rejected");
        handshake.initCause(cause);
        return TlsRemedy.of(new IOException("handshake failed", handshake));
    }
}
