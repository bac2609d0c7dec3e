/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

/** The remedies for certificates that the JVM rejects. Its own messages speak of paths and anchors. Pure. */
final class TlsRemedy {
    private TlsRemedy() {}

    /** Returns what to do, as a continuation of the failure's message; empty if the failure is of another kind. */
    static String of(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return ". The certificate of the server has expired. Renew it, or correct the worker's clock";
            }
            if (cause instanceof CertificateNotYetValidException) {
                return ". The certificate of the server is not valid yet. Correct the worker's clock";
            }
            if (cause instanceof CertPathBuilderException) {
                return ". The worker's JVM does not trust the certificate of the server, which may be that of a proxy."
                        + " Import its CA into a trust store, and name that in KAFKA_OPTS with -Djavax.net.ssl.trustStore";
            }
        }
        return "";
    }
}
