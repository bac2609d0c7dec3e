/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A parser of error answers: the code, the message, and their meaning from {@link ErrorTable}. */
public final class FailureClassifier {
    /** Texts of 401 answers that a new token does not help. Without this list every call would log in again. */
    private static final Set<String> NOT_AN_EXPIRY =
            Set.of("This session is not valid for use with the REST API", "Connected app is not attached to Agent");

    private FailureClassifier() {}

    /** Classifies an error answer that did not come through {@link Http}. */
    public static SalesforceException exceptionOf(int status, String body, String what, URI uri) {
        return classify(status, body).toException(what, uri);
    }

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
        return new Failure(status, kind, code, message, fields, needsLogin(status, code, message));
    }

    /** Expired tokens, and the signs of an org that has moved: redirects, and edge servers that no longer know it. */
    private static boolean needsLogin(int status, String code, String message) {
        return switch (status) {
            case 401 -> NOT_AN_EXPIRY.stream().noneMatch(message::contains);
            case 301, 302, 303, 307, 308, 420 -> true;
            case 404 -> code.isEmpty();
            default -> code.equals("URL_NOT_RESET");
        };
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
