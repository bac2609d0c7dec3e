/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.auth;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The identity of a user or an app, and the OAuth flow that proves it. {@code toString} never shows secrets. */
public sealed interface Credentials {

    /** Returns OAuth's name of the flow. */
    String grantType();

    /** Returns the form fields of the token request, apart from the grant type. */
    Map<String, String> parameters(URI loginUrl, Instant now);

    /** The client credentials flow. It needs neither a user's password nor a certificate, and the login URL must be My Domain. */
    record ClientCredentials(String clientId, String clientSecret) implements Credentials {
        @Override
        public String grantType() {
            return "client_credentials";
        }

        @Override
        public Map<String, String> parameters(URI loginUrl, Instant now) {
            return Map.of("client_id", clientId, "client_secret", clientSecret);
        }

        @Override
        public String toString() {
            return "ClientCredentials[" + clientId + "]";
        }
    }

    /**
     * The JWT bearer flow, with a certificate that the connected app trusts.
     *
     * @param keystore PKCS12 or JKS, holding the RSA key
     * @param alias the key's entry; empty takes the only key in the store
     * @param audience the token's {@code aud}: {@code https://login.salesforce.com} or {@code https://test.salesforce.com};
     *     empty takes the login URL
     */
    record JwtBearer(
            String clientId,
            String username,
            Path keystore,
            String keystorePassword,
            Optional<String> alias,
            Optional<URI> audience)
            implements Credentials {
        @Override
        public String grantType() {
            return "urn:ietf:params:oauth:grant-type:jwt-bearer";
        }

        @Override
        public Map<String, String> parameters(URI loginUrl, Instant now) {
            return Map.of("assertion", JwtAssertion.sign(this, audience.orElse(loginUrl), now));
        }

        @Override
        public String toString() {
            return "JwtBearer[" + clientId + ", " + username + ", " + keystore + "]";
        }
    }

    /** A refresh token that a web flow obtained earlier. */
    record RefreshToken(String clientId, Optional<String> clientSecret, String refreshToken) implements Credentials {
        @Override
        public String grantType() {
            return "refresh_token";
        }

        @Override
        public Map<String, String> parameters(URI loginUrl, Instant now) {
            Map<String, String> parameters = new HashMap<>();
            parameters.put("client_id", clientId);
            parameters.put("refresh_token", refreshToken);
            clientSecret.ifPresent(secret -> parameters.put("client_secret", secret));
            return parameters;
        }

        @Override
        public String toString() {
            return "RefreshToken[" + clientId + "]";
        }
    }

    /**
     * The username-password flow. Salesforce switches it off on 2027-02-20.
     *
     * @param password with the user's security token appended where the org asks for it
     */
    record UsernamePassword(String clientId, String clientSecret, String username, String password)
            implements Credentials {
        @Override
        public String grantType() {
            return "password";
        }

        @Override
        public Map<String, String> parameters(URI loginUrl, Instant now) {
            return Map.of(
                    "client_id", clientId, "client_secret", clientSecret, "username", username, "password", password);
        }

        @Override
        public String toString() {
            return "UsernamePassword[" + clientId + ", " + username + "]";
        }
    }
}
