/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.signal;

/** A record of the signal topic that is not a signal. The message says what is wrong with it, and quotes nothing of it. */
final class InvalidSignalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidSignalException(String message) {
        super(message);
    }
}
