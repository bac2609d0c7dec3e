/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The answer of an API. {@code contentType} and {@code body} are null for an answer without a body. */
public record ApiResponse(int status, String contentType, Map<String, String> headers, Body body) {
    /** A body that is written while it is being sent, so that a large one need not be in memory. */
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** The errors that have an empty list of fields, where others have none. */
    private static final Set<String> ALWAYS_WITH_FIELDS = Set.of("DELETE_FAILED", "ENTITY_IS_DELETED");

    public static ApiResponse json(int status, JsonNode body) {
        try {
            byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
            return new ApiResponse(status, "application/json;charset=UTF-8", Map.of(), out -> out.write(bytes));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree can always be written", e);
        }
    }

    public static ApiResponse ok(JsonNode body) {
        return json(200, body);
    }

    public static ApiResponse empty(int status) {
        return new ApiResponse(status, null, Map.of(), null);
    }

    public static ApiResponse html(int status, String body) {
        return text(status, "text/html;charset=UTF-8", body);
    }

    public static ApiResponse text(int status, String contentType, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new ApiResponse(status, contentType, Map.of(), out -> out.write(bytes));
    }

    /** Salesforce answers errors as an array of one. */
    public static ApiResponse error(int status, String code, String message, List<String> fields) {
        return error(status, code, message, fields, Json.MAPPER.createObjectNode());
    }

    /** Returns an error with more members than Salesforce's errors usually have. */
    public static ApiResponse error(int status, String code, String message, List<String> fields, ObjectNode details) {
        ArrayNode errors = Json.MAPPER.createArrayNode();
        ObjectNode error = errors.addObject().put("message", message).put("errorCode", code);
        if (!fields.isEmpty() || ALWAYS_WITH_FIELDS.contains(code)) {
            ArrayNode names = error.putArray("fields");
            fields.forEach(names::add);
        }
        error.setAll(details);
        return json(status, errors);
    }

    /** Returns the body as JSON: null for none, and text where it is not JSON. */
    public JsonNode bodyJson() {
        if (body == null) {
            return Json.MAPPER.nullNode();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            body.writeTo(bytes);
            return contentType.startsWith("application/json")
                    ? Json.MAPPER.readTree(bytes.toByteArray())
                    : Json.MAPPER.getNodeFactory().textNode(bytes.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("A body that is in memory can always be read.", e);
        }
    }

    /** Returns this answer with one more header. */
    public ApiResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiResponse(status, contentType, more, body);
    }
}
