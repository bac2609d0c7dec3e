/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.auth;

import java.net.URI;

/**
 * A session of the org, issued by the token endpoint.
 *
 * @param instanceUrl the base URL of all API calls that use it
 * @param orgId 18 characters, from the token's identity URL
 * @param userId the integration user, 18 characters
 */
public record AccessToken(String value, URI instanceUrl, String orgId, String userId) {

    /** Leaves out the token itself, so that the result can be logged. */
    @Override
    public String toString() {
        return "AccessToken[org " + orgId + ", user " + userId + ", " + instanceUrl + "]";
    }
}
