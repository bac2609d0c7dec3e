/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.auth.Credentials.JwtBearer;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/** The signed assertion of the JWT bearer flow. Source: "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration". */
final class JwtAssertion {
    /** Salesforce allows at most three minutes. A shorter life leaves room for clocks that differ. */
    private static final Duration LIFETIME = Duration.ofMinutes(2);

    private JwtAssertion() {}

    static String sign(JwtBearer credentials, URI audience, Instant now) {
        return JWT.create()
                .withIssuer(credentials.clientId())
                .withSubject(credentials.username())
                .withAudience(audience.toString())
                .withExpiresAt(now.plus(LIFETIME))
                .sign(Algorithm.RSA256(null, key(credentials)));
    }

    /** Reads the key. Every login reads it, so a renewed certificate needs no restart. */
    private static RSAPrivateKey key(JwtBearer credentials) {
        char[] password = credentials.keystorePassword().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance(credentials.keystore().toFile(), password);
            String alias = credentials.alias().orElse(onlyKey(store));
            if (store.getKey(alias, password) instanceof RSAPrivateKey key) {
                return key;
            }
            throw unusable(credentials, "it has no RSA private key under the alias '" + alias + "'", null);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException failure) {
            // KeyStore.getInstance throws this if the file does not exist.
            throw unusable(credentials, failure.getMessage(), failure);
        }
    }

    private static String onlyKey(KeyStore store) throws KeyStoreException {
        List<String> keys = new java.util.ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        return keys.size() == 1 ? keys.get(0) : "";
    }

    private static SalesforceException unusable(JwtBearer credentials, String reason, Exception cause) {
        return new SalesforceException(
                FailureKind.AUTH,
                "Failed to sign the login with keystore " + credentials.keystore() + ": " + reason
                        + ". Use a PKCS12 or JKS keystore with one RSA key, or name the key's alias, and check its password.",
                cause);
    }
}
