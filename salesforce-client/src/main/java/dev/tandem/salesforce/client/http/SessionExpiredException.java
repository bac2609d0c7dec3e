/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import java.util.List;

/**
 * A rejection that a new login may cure: the token has expired, or its instance no longer serves the org. Nothing was done,
 * so any call may be repeated.
 */
public final class SessionExpiredException extends SalesforceException {
    private static final long serialVersionUID = 1L;

    private final int status;

    SessionExpiredException(int status, FailureKind kind, String message, String errorCode) {
        super(kind, message, errorCode, List.of(), null);
        this.status = status;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }
}
