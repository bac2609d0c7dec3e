/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A call to the REST API.
 *
 * @param what names the call in failures and logs, such as {@code describe of Account}
 * @param path absolute ({@code /services/...}), or relative to the API version's root
 */
public record ApiRequest(String what, String method, String path, RequestBody body, Map<String, String> headers) {

    public static ApiRequest get(String what, String path) {
        return new ApiRequest(what, "GET", path, new RequestBody.None(), Map.of());
    }

    public static ApiRequest post(String what, String path, JsonNode body) {
        return new ApiRequest(what, "POST", path, new RequestBody.Json(body), Map.of());
    }

    public static ApiRequest patch(String what, String path, JsonNode body) {
        return new ApiRequest(what, "PATCH", path, new RequestBody.Json(body), Map.of());
    }

    public static ApiRequest put(String what, String path, RequestBody body) {
        return new ApiRequest(what, "PUT", path, body, Map.of());
    }

    public static ApiRequest delete(String what, String path) {
        return new ApiRequest(what, "DELETE", path, new RequestBody.None(), Map.of());
    }

    /** Returns this request with one more header. */
    public ApiRequest with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiRequest(what, method, path, body, more);
    }
}
