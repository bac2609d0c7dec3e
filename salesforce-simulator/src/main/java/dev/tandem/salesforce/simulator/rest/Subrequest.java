/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.http.RequestKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One request inside a composite request. */
record Subrequest(String method, String url, String referenceId, Map<String, String> headers, JsonNode body) {
    /** The headers that a subrequest takes from the whole request. */
    private static final Set<String> INHERITED = Set.of("accept", "authorization", "content-type");

    static Subrequest of(JsonNode given) {
        String referenceId = given.path("referenceId").asText("");
        if (!referenceId.matches("\\w+")) {
            throw new ApiFailure(
                    400,
                    "INVALID_INPUT",
                    "Provided referenceId ('%s') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_')."
                            .formatted(referenceId));
        }
        String url = given.path("url").asText("");
        if (!url.startsWith("/services/data/v")) {
            throw new ApiFailure(400, "INVALID_INPUT", "The url of subrequest %s is not valid".formatted(referenceId));
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        given.path("httpHeaders")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        headers.keySet().stream()
                .filter(name -> INHERITED.contains(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .ifPresent(name -> {
                    throw new ApiFailure(
                            400, "INVALID_INPUT", "Header %s is not allowed in a subrequest".formatted(name));
                });
        return new Subrequest(
                given.path("method").asText("").toUpperCase(Locale.ROOT),
                url,
                referenceId,
                headers,
                given.path("body"));
    }

    boolean isCollectionOrQuery() {
        RequestKind kind = RequestKind.of(pathOf(url));
        return kind == RequestKind.COLLECTIONS || kind == RequestKind.QUERY;
    }

    /** Returns whether it can be saved together with another, which Salesforce calls collating. */
    boolean canJoin(Subrequest other) {
        return isCollatable() && other.isCollatable() && method.equals(other.method) && target().equals(other.target());
    }

    /** Returns this subrequest with {@code allOrNone} set in a collection, as it is when the whole composite has it. */
    Subrequest allOrNone() {
        if (RequestKind.of(pathOf(url)) != RequestKind.COLLECTIONS) {
            return this;
        }
        JsonNode strict = body instanceof ObjectNode object ? object.deepCopy().put("allOrNone", true) : body;
        String strictUrl = method.equals("DELETE") ? url.replaceAll("&?allOrNone=\\w+", "") + "&allOrNone=true" : url;
        return new Subrequest(method, strictUrl, referenceId, headers, strict);
    }

    /** Returns the request with its references to earlier results replaced. */
    ApiRequest resolved(References references) {
        ApiRequest.Body content = body.isMissingNode() || body.isNull()
                ? ApiRequest.Body.EMPTY
                : ApiRequest.Body.of(references.resolved(body).toString().getBytes(StandardCharsets.UTF_8));
        return ApiRequest.inner(method, references.resolved(url), headers, content);
    }

    /** Returns the result that the composite response shows for this answer. */
    ObjectNode result(ApiResponse answer) {
        ObjectNode result = Json.MAPPER.createObjectNode();
        result.set("body", answer.bodyJson());
        ObjectNode shown = result.putObject("httpHeaders");
        answer.headers().forEach(shown::put);
        return result.put("httpStatusCode", answer.status()).put("referenceId", referenceId);
    }

    private boolean isCollatable() {
        return headers.isEmpty()
                && RequestKind.of(pathOf(url)) == RequestKind.RECORDS
                && (method.equals("POST") || method.equals("PATCH"))
                && !References.isIn(url)
                && !References.isIn(body.toString());
    }

    /** Returns the object that is saved. */
    private String target() {
        List<String> path = pathOf(url);
        return path.size() > 4 ? path.get(4) : "";
    }

    private static List<String> pathOf(String url) {
        return List.of(url.replaceFirst("\\?.*", "").substring(1).split("/", -1));
    }
}
