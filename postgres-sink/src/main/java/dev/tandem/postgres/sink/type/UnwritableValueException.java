/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

/** A value that its column can never hold; the message says why and does not show the value. */
public final class UnwritableValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnwritableValueException(String reason) {
        super(reason);
    }

    public UnwritableValueException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
