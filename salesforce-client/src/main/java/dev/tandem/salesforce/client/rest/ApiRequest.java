/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A call to the REST API.
 *
 * @param what names the call in failures and logs, such as {@code describe of Account}
 * @param path absolute ({@code /services/...}), or relative to the API version's root
 * @param body sent as JSON
 */
public record ApiRequest(
        String what, String method, String path, Optional<JsonNode> body, Map<String, String> headers) {

    public static ApiRequest get(String what, String path) {
        return new ApiRequest(what, "GET", path, Optional.empty(), Map.of());
    }

    public static ApiRequest post(String what, String path, JsonNode body) {
        return new ApiRequest(what, "POST", path, Optional.of(body), Map.of());
    }

    public static ApiRequest patch(String what, String path, JsonNode body) {
        return new ApiRequest(what, "PATCH", path, Optional.of(body), Map.of());
    }

    public static ApiRequest delete(String what, String path) {
        return new ApiRequest(what, "DELETE", path, Optional.empty(), Map.of());
    }

    /** Returns this request with more headers. */
    public ApiRequest with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new ApiRequest(what, method, path, body, all);
    }

    /** Returns this request with one more header. */
    public ApiRequest with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiRequest(what, method, path, body, more);
    }
}
