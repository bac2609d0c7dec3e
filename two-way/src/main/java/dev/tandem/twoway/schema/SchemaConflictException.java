/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

/** A table that cannot be switched as it is. Its message says why and names the remedy. */
public final class SchemaConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaConflictException(String message) {
        super(message);
    }
}
