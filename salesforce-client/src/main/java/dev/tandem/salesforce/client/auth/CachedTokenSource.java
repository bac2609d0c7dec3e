/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.auth;

import java.util.function.Supplier;

/** A cache for the latest token. Salesforce does not say how long a token lives, so it is kept until a server rejects it. */
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
    public synchronized void invalidate(AccessToken rejected) {
        if (rejected.equals(token)) {
            token = null;
        }
    }
}
