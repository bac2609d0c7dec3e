/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.auth;

import java.net.URI;

/**
 * A session of the org, as the token endpoint issued it.
 *
 * @param instanceUrl the base of all API calls made with it
 * @param orgId 18 characters, from the token's identity URL
 * @param userId the integration user, 18 characters
 */
public record AccessToken(String value, URI instanceUrl, String orgId, String userId) {

    /** Without the token itself, so that it can be logged. */
    @Override
    public String toString() {
        return "AccessToken[org " + orgId + ", user " + userId + ", " + instanceUrl + "]";
    }
}
