/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.http;

import java.util.List;

/** A request that is answered with an error. */
public final class ApiFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<String> fields;

    public ApiFailure(int status, String code, String message, String... fields) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.fields = List.of(fields);
    }

    public static ApiFailure notFound() {
        return new ApiFailure(404, "NOT_FOUND", "The requested resource does not exist");
    }

    /** Returns the failure of a request whose method the resource does not know; it names those that it does. */
    public static ApiFailure methodNotAllowed(String method, String... allowed) {
        return new ApiFailure(
                405,
                "METHOD_NOT_ALLOWED",
                "HTTP Method '%s' not allowed. Allowed are %s".formatted(method, String.join(",", allowed)));
    }

    public ApiResponse response() {
        return ApiResponse.error(status, code, getMessage(), fields);
    }
}
