/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.auth;

import java.util.function.Supplier;

/** Keeps the token of the latest login until a server refuses it. Salesforce tells no lifetime: a refusal is how it ends. */
final class CachedTokenSource implements TokenSource {
    private final Supplier<AccessToken> login;
    private AccessToken token;

    CachedTokenSource(Supplier<AccessToken> login) {
        this.login = login;
    }

    @Override
    public synchronized AccessToken current() {
        if (token == null) {
            token = login.get();
        }
        return token;
    }

    @Override
    public synchronized void refused(AccessToken refused) {
        if (refused.equals(token)) {
            token = null;
        }
    }
}
