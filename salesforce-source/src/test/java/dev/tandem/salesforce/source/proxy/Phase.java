/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.proxy;

import java.util.Optional;

/** A step of the connector's work, recognized by the request that it sends. */
public enum Phase {
    LOGIN,
    /** A login after one that succeeded. */
    RENEWAL,
    CLOCK,
    LIMITS,
    DESCRIBE,
    BULK_CREATION,
    BULK_STATUS,
    BULK_PAGE,
    DELETES,
    RETRIEVE,
    QUERY,
    QUERY_PAGE,
    HANDSHAKE,
    SUBSCRIBE,
    CONNECT,
    /** A connect whose answer has events. */
    EVENTS;

    /** Returns the step of a request, or empty for one that belongs to none. */
    static Optional<Phase> of(HttpMessage request, boolean hasLoggedIn) {
        String method = request.startLine().split(" ", 3)[0];
        String path = request.startLine().split(" ", 3)[1];
        if (path.startsWith("/cometd/")) {
            return ofStreaming(request.text());
        }
        if (path.endsWith("/services/oauth2/token")) {
            return Optional.of(hasLoggedIn ? RENEWAL : LOGIN);
        }
        if (path.contains("/jobs/query")) {
            return Optional.of(method.equals("POST") ? BULK_CREATION : ofJob(path));
        }
        return Optional.ofNullable(ofRest(path));
    }

    private static Phase ofJob(String path) {
        return path.contains("/results") ? BULK_PAGE : BULK_STATUS;
    }

    private static Phase ofRest(String path) {
        if (path.equals("/services/data/")) {
            return CLOCK;
        }
        if (path.endsWith("/limits")) {
            return LIMITS;
        }
        if (path.endsWith("/describe")) {
            return DESCRIBE;
        }
        if (path.contains("/deleted/")) {
            return DELETES;
        }
        if (path.contains("/composite/sobjects/")) {
            return RETRIEVE;
        }
        if (path.contains("/query?") || path.contains("/queryAll?")) {
            return QUERY;
        }
        return path.contains("/query/") ? QUERY_PAGE : null;
    }

    private static Optional<Phase> ofStreaming(String body) {
        if (body.contains("/meta/handshake")) {
            return Optional.of(HANDSHAKE);
        }
        if (body.contains("/meta/subscribe")) {
            return Optional.of(SUBSCRIBE);
        }
        return body.contains("/meta/connect") ? Optional.of(CONNECT) : Optional.empty();
    }
}
