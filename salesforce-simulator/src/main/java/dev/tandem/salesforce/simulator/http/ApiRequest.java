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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request as the APIs see it: one that came over HTTP, or one inside a composite request.
 *
 * @param path the decoded segments of the path
 * @param parameters of the query, and of the form where the body is one
 * @param headers by name, in any case
 * @param uriLength the length of path and query as they were sent
 */
public record ApiRequest(
        String method,
        List<String> path,
        Map<String, String> parameters,
        Map<String, String> headers,
        int uriLength,
        Body body) {
    /** The body of a request, which can be read once. */
    public interface Body {
        Body EMPTY = InputStream::nullInputStream;

        InputStream open() throws IOException;

        /** Returns a body that is in memory. */
        static Body of(byte[] bytes) {
            return () -> new ByteArrayInputStream(bytes);
        }
    }

    static ApiRequest of(HttpServletRequest request) {
        List<String> path = segments(request.getRequestURI());
        String query = request.getQueryString();
        // Only logins are forms; elsewhere a body is a body, whatever a client calls it.
        boolean form = RequestKind.of(path) == RequestKind.TOKEN || path.contains("revoke");
        Map<String, String> parameters = new TreeMap<>();
        if (form) {
            request.getParameterMap().forEach((name, values) -> parameters.put(name, values[0]));
        } else {
            parameters.putAll(parameters(query));
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Collections.list(request.getHeaderNames()).forEach(name -> headers.put(name, request.getHeader(name)));
        String override = parameters.get("_HttpMethod");
        return new ApiRequest(
                override == null ? request.getMethod() : override,
                path,
                parameters,
                headers,
                request.getRequestURI().length() + (query == null ? 0 : query.length()),
                form ? Body.EMPTY : request::getInputStream);
    }

    /** Returns a request inside another: {@code url} is a path with its query. */
    public static ApiRequest inner(String method, String url, Map<String, String> headers, Body body) {
        int mark = url.indexOf('?');
        return new ApiRequest(
                method,
                segments(mark < 0 ? url : url.substring(0, mark)),
                parameters(mark < 0 ? null : url.substring(mark + 1)),
                headers,
                url.length(),
                body);
    }

    /** Returns the header's value, or null. */
    public String header(String name) {
        return headers.get(name);
    }

    /** Returns the query or form parameter, or null. */
    public String parameter(String name) {
        return parameters.get(name);
    }

    /** Returns the number in a query parameter, or the default. */
    public int parameter(String name, int otherwise) {
        String value = parameter(name);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new ApiFailure(400, "INVALID_QUERY_PARAMETER", "The value of " + name + " is not a number");
        }
    }

    /** Reads the body as a JSON object; an empty body is an empty object. */
    public ObjectNode json() {
        JsonNode parsed = anyJson();
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        throw new ApiFailure(400, "JSON_PARSER_ERROR", "A JSON object is expected here");
    }

    /** Reads the body as JSON; an empty body is an empty object. */
    public JsonNode anyJson() {
        try {
            byte[] bytes = body.open().readAllBytes();
            return bytes.length == 0 ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new ApiFailure(
                    400,
                    "JSON_PARSER_ERROR",
                    "%s at [line:%s, column:%s]"
                            .formatted(
                                    e.getOriginalMessage(),
                                    e.getLocation().getLineNr(),
                                    e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new UncheckedIOException("The client did not send the whole body.", e);
        }
    }

    /** Returns this request with its body in memory, so that it can be answered after the client has gone. */
    public ApiRequest detached() throws IOException {
        return new ApiRequest(
                method,
                path,
                parameters,
                headers,
                uriLength,
                Body.of(body.open().readAllBytes()));
    }

    /** Returns the URL by which the client reached this server. */
    public String baseUrl() {
        return "http://" + header("Host");
    }

    private static List<String> segments(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty())
                .map(part -> decoded(part.replace("+", "%2B")))
                .toList();
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ApiFailure(400, "MALFORMED_QUERY", "The URL has an invalid escape");
        }
    }
}
