/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

/** The end of a session during a request. */
final class SessionEndedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient SessionEnd end;

    SessionEndedException(SessionEnd end) {
        super(end.reason(), end.cause());
        this.end = end;
    }

    SessionEnd end() {
        return end;
    }
}
