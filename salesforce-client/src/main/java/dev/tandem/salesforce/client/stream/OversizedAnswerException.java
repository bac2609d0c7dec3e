/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.io.IOException;

/** An answer exceeds {@link StreamSettings#maxMessageBytes()}. */
final class OversizedAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    OversizedAnswerException(int maxBytes) {
        super("an answer is larger than the " + maxBytes + " bytes that are allowed: raise the maximum message size");
    }
}
