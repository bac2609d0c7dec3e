/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.failure;

import org.apache.kafka.connect.errors.ConnectException;

/** A failure to go on with an object that was deleted and created again under the same name. It has to begin again. */
public final class ReplacedObjectException extends ConnectException {
    private static final long serialVersionUID = 1L;

    public ReplacedObjectException(String object) {
        super("Failed to go on with " + object + ": it was deleted and created again, so all records are other ones.");
    }
}
