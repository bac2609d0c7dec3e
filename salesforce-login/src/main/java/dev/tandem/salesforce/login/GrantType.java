/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

import dev.tandem.plugin.option.Choice;

/** The OAuth flows by which a connector can log in. */
public enum GrantType {
    CLIENT_CREDENTIALS,
    JWT_BEARER,
    REFRESH_TOKEN,
    PASSWORD;

    /** Returns the name that users write. */
    @Override
    public String toString() {
        return Choice.text(this);
    }
}
