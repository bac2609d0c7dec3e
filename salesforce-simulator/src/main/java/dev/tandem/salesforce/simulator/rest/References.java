/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The results of a composite's subrequests so far, for references such as <code>@{account.id}</code> to them. */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("@\\{(\\w+)((?:\\.\\w+|\\[\\d+])*)}");
    private static final Pattern STEP = Pattern.compile("\\.(\\w+)|\\[(\\d+)]");

    private final Map<String, JsonNode> bodies = new HashMap<>();

    void put(String referenceId, JsonNode body) {
        bodies.put(referenceId, body);
    }

    static boolean isIn(String text) {
        return REFERENCE.matcher(text).find();
    }

    /** Returns the text with its references replaced by what they refer to. */
    String resolved(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder whole = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(
                    whole, Matcher.quoteReplacement(value(matcher).asText()));
        }
        return matcher.appendTail(whole).toString();
    }

    /** Returns the JSON with the references in its texts replaced; a text that is one reference takes its type. */
    JsonNode resolved(JsonNode json) {
        if (json instanceof TextNode text) {
            Matcher matcher = REFERENCE.matcher(text.textValue());
            return matcher.matches() ? value(matcher) : TextNode.valueOf(resolved(text.textValue()));
        }
        if (json instanceof ObjectNode object) {
            ObjectNode whole = Json.MAPPER.createObjectNode();
            object.properties().forEach(entry -> whole.set(entry.getKey(), resolved(entry.getValue())));
            return whole;
        }
        if (json instanceof ArrayNode array) {
            ArrayNode whole = Json.MAPPER.createArrayNode();
            array.forEach(element -> whole.add(resolved(element)));
            return whole;
        }
        return json;
    }

    private JsonNode value(Matcher reference) {
        JsonNode value = bodies.getOrDefault(reference.group(1), Json.MAPPER.missingNode());
        Matcher steps = STEP.matcher(reference.group(2));
        while (steps.find()) {
            value = steps.group(1) != null ? value.path(steps.group(1)) : value.path(Integer.parseInt(steps.group(2)));
        }
        if (value.isMissingNode() || value.isNull()) {
            throw new ApiFailure(
                    400,
                    "PROCESSING_HALTED",
                    "Invalid reference specified. No value for %s found in %s"
                            .formatted(reference.group(1) + reference.group(2), reference.group(1)));
        }
        return value;
    }
}
