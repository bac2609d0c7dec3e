/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.io.IOException;

/** An answer that exceeds {@link StreamSettings#maxMessageBytes()}. */
public final class OversizedAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    OversizedAnswerException(int maxBytes) {
        super("an answer exceeds the maximum message size of " + maxBytes + " bytes. Raise the maximum message size.");
    }
}
