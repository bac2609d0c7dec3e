/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;

/**
 * The content of an error answer.
 *
 * @param code Salesforce's {@code errorCode} or OAuth's {@code error}; empty if the body has none
 * @param sessionExpired whether a new login may help
 */
record Failure(int status, FailureKind kind, String code, String message, List<String> fields, boolean sessionExpired) {

    SalesforceException toException(String what, URI uri) {
        StringBuilder text = new StringBuilder("The ").append(what).append(" failed at ");
        text.append(uri.getAuthority()).append(" with HTTP ").append(status);
        if (!code.isEmpty()) {
            text.append(", ").append(code);
        }
        if (!message.isBlank()) {
            text.append(": ").append(message.strip());
        }
        if (status == HttpURLConnection.HTTP_PROXY_AUTH) {
            text.append(
                    ": the proxy demands a login, which http.proxy does not support. Let it pass the worker by its address");
        }
        return sessionExpired
                ? new SessionExpiredException(status, kind, text.toString(), code)
                : new SalesforceException(kind, text.toString(), code, fields, null);
    }
}
