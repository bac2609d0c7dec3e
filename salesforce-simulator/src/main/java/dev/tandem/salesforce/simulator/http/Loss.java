/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.http;

import java.time.Duration;

/** The way in which an exchange with a client is lost; the client sees its connection close without an answer. */
public sealed interface Loss {
    /** The exchange is not lost. */
    record None() implements Loss {}

    /** The request never reaches the org. */
    record Request() implements Loss {}

    /** The org carries the request out; its answer never reaches the client. */
    record Answer() implements Loss {}

    /** The connection closes at once, and the org carries the request out after the delay. */
    record LateRequest(Duration delay) implements Loss {}

    /** A source that decides the fate of a request. */
    interface Source {
        Source NONE = request -> new None();

        Loss next(ApiRequest request);
    }
}
