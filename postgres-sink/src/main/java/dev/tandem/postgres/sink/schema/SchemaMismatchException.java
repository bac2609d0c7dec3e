/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.schema;

import dev.tandem.postgres.session.Printable;

/** A table cannot hold the records and may not be changed; the message says what is missing and what to do. */
public final class SchemaMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SchemaMismatchException(String message) {
        super(Printable.of(message));
    }
}
