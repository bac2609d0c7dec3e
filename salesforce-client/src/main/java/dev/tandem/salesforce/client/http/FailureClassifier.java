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
import java.util.Set;

/** A parser of error answers: the code, the message, and their meaning from {@link ErrorTable}. */
final class FailureClassifier {
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
        FailureKind kind = ErrorTable.kindOf(status, code, message);
        boolean expired = status == 401 && NOT_AN_EXPIRY.stream().noneMatch(message::contains);
        return new Failure(status, kind, code, message, fields, expired);
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
