/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.object;

/** A record that cannot become a write, or whose write Salesforce rejects. */
final class UnwritableRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    UnwritableRecordException(String message) {
        super(message);
    }
}
