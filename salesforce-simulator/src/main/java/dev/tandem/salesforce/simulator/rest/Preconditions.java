/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Conditional requests by date, to the second. */
final class Preconditions {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

    private Preconditions() {}

    static String httpDate(Instant instant) {
        return HTTP_DATE.format(instant.atZone(ZoneOffset.UTC));
    }

    /** Returns whether the client knows the newest state, which is answered with 304. */
    static boolean isUnchanged(ApiRequest request, Instant modified) {
        Instant known = date(request, "If-Modified-Since");
        return known != null && !modified.isAfter(known);
    }

    /** Returns whether the request is to be carried out only if its record has not been modified since some time. */
    static boolean hasGuard(ApiRequest request) {
        return date(request, "If-Unmodified-Since") != null;
    }

    /** Rejects a request that was meant for an older state. */
    static void requireUnmodified(ApiRequest request, Instant modified) {
        Instant known = date(request, "If-Unmodified-Since");
        if (known != null && modified.isAfter(known)) {
            throw new ApiFailure(
                    412, "PRECONDITION_FAILED", "The record has been modified since the time in If-Unmodified-Since");
        }
    }

    private static Instant date(ApiRequest request, String header) {
        String value = request.header(header);
        try {
            return value == null ? null : ZonedDateTime.parse(value, HTTP_DATE).toInstant();
        } catch (DateTimeException e) {
            throw new ApiFailure(400, "INVALID_HEADER", header + " has an invalid date");
        }
    }
}
