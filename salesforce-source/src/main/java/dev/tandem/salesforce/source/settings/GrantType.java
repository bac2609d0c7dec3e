/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

/** The OAuth flows by which the connector can log in. */
public enum GrantType {
    CLIENT_CREDENTIALS,
    JWT_BEARER,
    REFRESH_TOKEN,
    PASSWORD
}
