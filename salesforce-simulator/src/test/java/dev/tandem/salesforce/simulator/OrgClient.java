/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** A plain HTTP client of the org, for tests of what goes over the wire. */
final class OrgClient {
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final SalesforceSimulator org;
    private String token;

    OrgClient(SalesforceSimulator org) {
        this.org = org;
    }

    /** An answer with its body read as JSON where it is JSON. */
    record Answer(int status, String body, HttpResponse<String> response) {
        JsonNode json() {
            return read(body);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    /** JSON whose quotes may be single ones. */
    static JsonNode parsed(String json) {
        return read(json.replace('\'', '"'));
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    OrgClient login() {
        token = grant(Map.of(
                        "grant_type", "client_credentials",
                        "client_id", org.clientId(),
                        "client_secret", org.clientSecret()))
                .json()
                .get("access_token")
                .textValue();
        return this;
    }

    String token() {
        return token;
    }

    Answer grant(Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(org.baseUrl().resolve("/services/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    Answer get(String path, String... headers) {
        return rest("GET", path, null, headers);
    }

    Answer post(String path, String body, String... headers) {
        return rest("POST", path, body, headers);
    }

    Answer patch(String path, String body, String... headers) {
        return rest("PATCH", path, body, headers);
    }

    Answer delete(String path, String... headers) {
        return rest("DELETE", path, null, headers);
    }

    Answer query(String soql) {
        return get("query?q=" + encoded(soql));
    }

    JsonNode records(String soql) {
        return query(soql).json().get("records");
    }

    /** A request below {@code /services/data/v66.0/}; quotes in the body may be single ones. */
    Answer rest(String method, String path, String body, String... headers) {
        URI uri = org.baseUrl().resolve("/services/data/v66.0/").resolve(path);
        HttpRequest.Builder request = request(uri, method, body).header("Authorization", "Bearer " + token);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    /** Calls the control API; quotes in the body may be single. */
    JsonNode control(String method, String path, String body) {
        return org.control().call(method, path, body == null ? "" : body.replace('\'', '"'));
    }

    JsonNode state() {
        return org.control().state();
    }

    String create(String object, String values) {
        return post("sobjects/" + object, values).json().get("id").textValue();
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder request(URI uri, String method, String body) {
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.replace('\'', '"')));
    }
}
