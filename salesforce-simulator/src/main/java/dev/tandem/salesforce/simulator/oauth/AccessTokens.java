/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.oauth;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The access tokens that are valid now. Safe for any thread. */
public final class AccessTokens {
    private final Set<String> valid = ConcurrentHashMap.newKeySet();
    private final SecureRandom random = new SecureRandom();
    private final String organizationId;

    public AccessTokens(String organizationId) {
        this.organizationId = organizationId;
    }

    String issue() {
        byte[] bytes = new byte[60];
        random.nextBytes(bytes);
        String token = organizationId.substring(0, 15)
                + "!AQ"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).replace('-', '.');
        valid.add(token);
        return token;
    }

    /** Returns whether an Authorization header carries a valid token: {@code Bearer X}, {@code OAuth X} or the bare token. */
    public boolean admits(String authorization) {
        return authorization != null
                && valid.contains(
                        authorization.replaceFirst("^(Bearer|OAuth) ", "").strip());
    }

    void revoke(String token) {
        valid.remove(token);
    }

    public void expireAll() {
        valid.clear();
    }

    public int count() {
        return valid.size();
    }
}
