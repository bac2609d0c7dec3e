/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A request to one of the org's APIs.
 *
 * @param path the decoded parts of the path
 */
public record ApiRequest(String method, List<String> path, byte[] body, HttpServletRequest servletRequest) {
    static ApiRequest of(HttpServletRequest request) throws IOException {
        List<String> path = Arrays.stream(request.getRequestURI().split("/", -1))
                .filter(part -> !part.isEmpty())
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
        // Only logins are forms; elsewhere a body is a body, whatever a client calls it.
        boolean form = RequestKind.of(path) == RequestKind.TOKEN || path.contains("revoke");
        byte[] body = form ? new byte[0] : request.getInputStream().readAllBytes();
        String override = request.getParameter("_HttpMethod");
        return new ApiRequest(override == null ? request.getMethod() : override, path, body, request);
    }

    /** The header's value, or null. */
    public String header(String name) {
        return servletRequest.getHeader(name);
    }

    /** The query or form parameter, or null. */
    public String parameter(String name) {
        return servletRequest.getParameter(name);
    }

    public int parameter(String name, int otherwise) {
        String value = parameter(name);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new ApiFailure(400, "INVALID_QUERY_PARAMETER", "The value of " + name + " is not a number");
        }
    }

    /** The body as a JSON object; an empty body is an empty object. */
    public ObjectNode json() {
        JsonNode parsed = anyJson();
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        throw new ApiFailure(400, "JSON_PARSER_ERROR", "A JSON object is expected here");
    }

    /** The body as JSON; an empty body is an empty object. */
    public JsonNode anyJson() {
        try {
            return body.length == 0 ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ApiFailure(400, "JSON_PARSER_ERROR", e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("The body is in memory, so reading it cannot fail", e);
        }
    }

    /** Returns the length of the request's path and query in characters. */
    public int uriLength() {
        String query = servletRequest.getQueryString();
        return servletRequest.getRequestURI().length() + (query == null ? 0 : query.length());
    }

    /** The URL by which the client reached this server. */
    public String baseUrl() {
        String host = header("Host");
        return "http://" + (host == null ? "127.0.0.1:" + servletRequest.getLocalPort() : host);
    }
}
