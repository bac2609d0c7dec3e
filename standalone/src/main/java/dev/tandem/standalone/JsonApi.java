/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;

/** JSON over HTTP with one server; any answer but a success is a {@link PlatformException}. */
public final class JsonApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> JSON_CONTENT = Map.of("Content-Type", "application/json");

    private final String url;
    private final Map<String, String> headers;

    public JsonApi(String url) {
        this(url, JSON_CONTENT);
    }

    private JsonApi(String url, Map<String, String> headers) {
        this.url = url;
        this.headers = headers;
    }

    /** Returns a client of this server that sends the token. */
    public JsonApi withBearer(String token) {
        return new JsonApi(url, Map.of("Content-Type", "application/json", "Authorization", "Bearer " + token));
    }

    public JsonNode get(String path) {
        return exchange("GET", path, BodyPublishers.noBody(), headers);
    }

    /** @param body anything that Jackson writes as JSON */
    public JsonNode send(String method, String path, Object body) {
        try {
            return exchange(method, path, BodyPublishers.ofString(JSON.writeValueAsString(body)), headers);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException("Not to be written as JSON", impossible);
        }
    }

    /** @param form {@code name=value} pairs, encoded */
    public JsonNode postForm(String path, String form) {
        return exchange(
                "POST",
                path,
                BodyPublishers.ofString(form),
                Map.of("Content-Type", "application/x-www-form-urlencoded"));
    }

    private JsonNode exchange(String method, String path, BodyPublisher body, Map<String, String> headers) {
        try {
            HttpResponse<String> response = Http.send(method, url + path, body, headers);
            if (response.statusCode() / 100 != 2) {
                throw new PlatformException(
                        method + " " + url + path + " answered " + response.statusCode() + ": " + response.body());
            }
            return response.body().isBlank() ? JSON.missingNode() : JSON.readTree(response.body());
        } catch (IOException failure) {
            throw new PlatformException("No answer to " + method + " " + url + path, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted", interrupted);
        }
    }
}
