/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.auth;

/** Supplies a usable access token; safe for use by several threads. */
public interface TokenSource {
    /**
     * The token to use now; the first call, and the first after a refusal, log in.
     *
     * @throws dev.tandem.salesforce.client.SalesforceException when the login fails: its kind tells lasting from passing
     */
    AccessToken current();

    /** Reports a token that the server refused. A newer one already in place is kept, so many refusals cause one login. */
    void refused(AccessToken token);
}
