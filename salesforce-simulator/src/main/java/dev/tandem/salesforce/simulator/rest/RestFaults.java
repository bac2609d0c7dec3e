/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.faults.Fault;
import dev.tandem.salesforce.simulator.faults.Faults;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.RequestKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The answers that REST requests get while something is wrong. */
final class RestFaults {
    private final Faults faults;

    RestFaults(Faults faults) {
        this.faults = faults;
    }

    boolean tryHideOriginOfCollections() {
        return faults.tryStrike(Fault.ORIGINLESS_COLLECTIONS);
    }

    Optional<ApiResponse> tryStrike(ApiRequest request) {
        RequestKind kind = RequestKind.of(request.path());
        Predicate<JsonNode> aimed = parameters ->
                parameters.path("requests").asText(kind.wireName()).equals(kind.wireName());
        boolean write =
                !request.method().equals("GET") && (kind == RequestKind.RECORDS || kind == RequestKind.COLLECTIONS);
        if (faults.tryStrike(Fault.UNAVAILABLE, aimed).isPresent()) {
            return Optional.of(
                    ApiResponse.html(
                            503,
                            "<html><head><title>Service Unavailable</title></head><body><h1>We are down for maintenance.</h1></body></html>"));
        }
        if (faults.tryStrike(Fault.UNAUTHORIZED, aimed).isPresent()) {
            return error(401, "INVALID_SESSION_ID", "Session expired or invalid");
        }
        if (faults.tryStrike(Fault.UNUSABLE_SESSION, aimed).isPresent()) {
            return error(401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API");
        }
        if (faults.tryStrike(Fault.REQUEST_LIMIT_EXCEEDED, aimed).isPresent()) {
            return error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        }
        if (write && faults.tryStrike(Fault.LOCKED_ROW)) {
            return error(500, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records");
        }
        return Optional.empty();
    }

    private static Optional<ApiResponse> error(int status, String code, String message) {
        return Optional.of(ApiResponse.error(status, code, message, List.of()));
    }
}
