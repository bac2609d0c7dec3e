/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import dev.tandem.salesforce.simulator.faults.Fault;
import dev.tandem.salesforce.simulator.faults.Faults;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.RequestKind;
import java.util.List;
import java.util.Optional;

/** The answers that REST requests get while something is wrong. */
final class RestFaults {
    private final Faults faults;

    RestFaults(Faults faults) {
        this.faults = faults;
    }

    boolean tryHideOriginOfCollections() {
        return faults.tryStrike(Fault.ORIGINLESS_COLLECTIONS);
    }

    /** Returns the answer that a fault gives in place of the org, if one strikes. */
    Optional<ApiResponse> tryStrike(ApiRequest request) {
        if (faults.tryStrike(Fault.UNAVAILABLE, request).isPresent()) {
            return Optional.of(
                    ApiResponse.html(
                            503,
                            "<html><head><title>Service Unavailable</title></head><body><h1>We are down for maintenance.</h1></body></html>"));
        }
        if (faults.tryStrike(Fault.UNAUTHORIZED, request).isPresent()) {
            return error(401, "INVALID_SESSION_ID", "Session expired or invalid");
        }
        if (faults.tryStrike(Fault.UNUSABLE_SESSION, request).isPresent()) {
            return error(401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API");
        }
        if (faults.tryStrike(Fault.REQUEST_LIMIT_EXCEEDED, request).isPresent()) {
            return error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        }
        return tryLock(request);
    }

    /** Returns the answer of a locked row, if that fault strikes; a composite request leaves it to its parts. */
    Optional<ApiResponse> tryLock(ApiRequest request) {
        RequestKind kind = RequestKind.of(request.path());
        boolean write =
                !request.method().equals("GET") && (kind == RequestKind.RECORDS || kind == RequestKind.COLLECTIONS);
        boolean named = kind == RequestKind.RECORDS && request.path().size() > 5;
        String id = named ? ": " + request.path().get(5) : "";
        return write && faults.tryStrike(Fault.LOCKED_ROW)
                ? error(500, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records" + id)
                : Optional.empty();
    }

    /** Returns the answer as it is, or with another body if it is a 412 and its body is a knob. */
    ApiResponse disguised(ApiResponse answer) {
        if (answer.status() != 412) {
            return answer;
        }
        return faults.tryStrike(Fault.PRECONDITION_BODY, any -> true)
                .map(parameters -> ApiResponse.text(
                        412,
                        parameters.path("contentType").asText("text/html;charset=UTF-8"),
                        parameters.path("body").asText("")))
                .orElse(answer);
    }

    boolean tryHideOriginOfBulk() {
        return faults.tryStrike(Fault.ORIGINLESS_BULK);
    }

    boolean tryCountSubrequests() {
        return faults.tryStrike(Fault.COUNTED_SUBREQUESTS);
    }

    private static Optional<ApiResponse> error(int status, String code, String message) {
        return Optional.of(ApiResponse.error(status, code, message, List.of()));
    }
}
