/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.auth;

/** A source of access tokens. Thread-safe. */
public interface TokenSource {
    /**
     * Returns the token to use now, and logs in if there is none.
     *
     * @throws dev.tandem.salesforce.client.SalesforceException if the login fails; its kind says whether waiting can help
     */
    AccessToken current();

    /** Discards a token that the server rejected. A newer token is kept, so many rejections of one token cause one login. */
    void invalidate(AccessToken token);
}
