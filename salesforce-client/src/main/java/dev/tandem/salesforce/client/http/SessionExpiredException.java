/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import java.util.List;

/** A rejection of the token. A new one may be accepted. */
public final class SessionExpiredException extends SalesforceException {
    private static final long serialVersionUID = 1L;

    SessionExpiredException(String message, String errorCode) {
        super(FailureKind.AUTH, message, errorCode, List.of(), null);
    }
}
