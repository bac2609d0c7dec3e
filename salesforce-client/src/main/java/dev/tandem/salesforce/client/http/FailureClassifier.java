/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The single place that decides the meaning of an error answer, from its status and error code. */
final class FailureClassifier {
    /** Codes that are more precise than the status that they come with. Source: "Status Codes and Error Responses", REST API guide. */
    private static final Map<String, FailureKind> BY_CODE = Map.ofEntries(
            Map.entry("REQUEST_LIMIT_EXCEEDED", FailureKind.THROTTLED),
            Map.entry("rate_limit_exceeded", FailureKind.THROTTLED),
            Map.entry("ExceededQuota", FailureKind.THROTTLED),
            Map.entry("UNABLE_TO_LOCK_ROW", FailureKind.RETRIABLE),
            Map.entry("SERVER_UNAVAILABLE", FailureKind.RETRIABLE),
            Map.entry("QUERY_TIMEOUT", FailureKind.RETRIABLE),
            Map.entry("temporarily_unavailable", FailureKind.RETRIABLE),
            Map.entry("INVALID_SESSION_ID", FailureKind.AUTH),
            Map.entry("API_CURRENTLY_DISABLED", FailureKind.AUTH),
            Map.entry("API_DISABLED_FOR_ORG", FailureKind.AUTH),
            Map.entry("INSUFFICIENT_ACCESS", FailureKind.AUTH),
            Map.entry("ENTITY_IS_DELETED", FailureKind.NOT_FOUND));

    /** Texts of 401 answers that a new token does not help. Without this list every call would log in again. */
    private static final Set<String> NOT_AN_EXPIRY =
            Set.of("This session is not valid for use with the REST API", "Connected app is not attached to Agent");

    private FailureClassifier() {}

    /** @param body JSON of the REST, Bulk or OAuth form; edge servers send HTML, which is never quoted */
    static Failure classify(int status, String body) {
        JsonNode error = parse(body);
        if (error.isArray()) {
            error = error.path(0);
        }
        String code = error.path("errorCode").asText(error.path("error").asText(""));
        String message =
                error.path("message").asText(error.path("error_description").asText(""));
        List<String> fields = new ArrayList<>();
        error.path("fields").forEach(field -> fields.add(field.asText()));
        FailureKind kind = code.isEmpty() || !BY_CODE.containsKey(code) ? ofStatus(status, code) : BY_CODE.get(code);
        boolean expired = status == 401 && NOT_AN_EXPIRY.stream().noneMatch(message::contains);
        return new Failure(status, kind, code, message, fields, expired);
    }

    private static FailureKind ofStatus(int status, String code) {
        if (status >= 500 || status == 408 || status == 420) {
            return FailureKind.RETRIABLE;
        }
        return switch (status) {
            case 401, 403 -> FailureKind.AUTH;
            case 404 -> FailureKind.NOT_FOUND;
            case 429 -> FailureKind.THROTTLED;
            default -> status >= 400 ? permanent(code) : FailureKind.FATAL;
        };
    }

    /** Tells OAuth codes from API codes: the token endpoint answers every rejection with 400, and only its codes are lower case. */
    private static FailureKind permanent(String code) {
        return !code.isEmpty() && Character.isLowerCase(code.charAt(0)) ? FailureKind.AUTH : FailureKind.BAD_REQUEST;
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode tree = Json.MAPPER.readTree(body);
            return tree.isContainerNode() ? tree : Json.MAPPER.missingNode();
        } catch (JsonProcessingException notJson) {
            return Json.MAPPER.missingNode();
        }
    }
}
