/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.signal;

import dev.tandem.salesforce.source.offset.SignalPosition;
import java.time.Instant;

/** An object of a task, as the signal topic knows it. */
public interface SignalListener {
    /** Returns the position after the signals that the object has received, answered or not. */
    SignalPosition received();

    /** Returns the time from which on signals count, if none has been received yet. */
    Instant since();

    /** Takes a request, which the object answers when it can. */
    void request(ReadRequest request);
}
