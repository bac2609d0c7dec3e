/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

/** A call of the control API that the org rejected or did not answer. */
public final class ControlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ControlFailure(String message) {
        super(message);
    }

    ControlFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns whether the org says that it did nothing. After a call without an answer, no one knows. */
    public boolean isRejection() {
        return getCause() == null;
    }
}
