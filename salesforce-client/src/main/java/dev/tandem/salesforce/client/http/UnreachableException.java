/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;

/** A server that could not be reached. Nothing was sent, so any call may be repeated. */
public final class UnreachableException extends SalesforceException {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message, Exception cause) {
        super(FailureKind.RETRIABLE, message, cause);
    }
}
