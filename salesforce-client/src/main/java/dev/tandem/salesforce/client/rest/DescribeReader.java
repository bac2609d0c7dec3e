/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A reader of describe results of any API version. Missing keys get the most cautious value. */
final class DescribeReader {
    private DescribeReader() {}

    /** Reads the description of {@code requested}, and rejects one of another object or without fields. */
    static SObjectDescription read(SObjectName requested, JsonNode describe, Instant asOf) throws IOException {
        String name = describe.path("name").asText();
        if (!name.equalsIgnoreCase(requested.value()) || describe.path("fields").isEmpty()) {
            throw new IOException("the answer is not a description of " + requested);
        }
        return read(describe, asOf);
    }

    static SObjectDescription read(JsonNode describe, Instant asOf) {
        Map<String, FieldDescription> fields = new LinkedHashMap<>();
        describe.path("fields").forEach(node -> fields.put(node.path("name").asText(), field(node)));
        return new SObjectDescription(
                new SObjectName(describe.path("name").asText()),
                describe.path("label").asText(),
                text(describe, "keyPrefix").filter(prefix -> !prefix.isEmpty()),
                describe.path("custom").asBoolean(),
                describe.path("queryable").asBoolean(),
                describe.path("retrieveable").asBoolean(),
                describe.path("createable").asBoolean(),
                describe.path("updateable").asBoolean(),
                describe.path("deletable").asBoolean(),
                describe.path("replicateable").asBoolean(),
                fields,
                asOf);
    }

    private static FieldDescription field(JsonNode field) {
        List<String> referenceTo = new ArrayList<>();
        field.path("referenceTo").forEach(target -> referenceTo.add(target.asText()));
        String typeName = field.path("type").asText();
        return new FieldDescription(
                field.path("name").asText(),
                field.path("label").asText(),
                FieldType.ofName(typeName),
                typeName,
                field.path("length").asInt(),
                field.path("precision").asInt(),
                field.path("scale").asInt(),
                field.path("digits").asInt(),
                field.path("nillable").asBoolean(true),
                field.path("createable").asBoolean(),
                field.path("updateable").asBoolean(),
                field.path("calculated").asBoolean(),
                field.path("custom").asBoolean(),
                field.path("externalId").asBoolean(),
                field.path("unique").asBoolean(),
                field.path("caseSensitive").asBoolean(),
                field.path("nameField").asBoolean(),
                field.path("defaultedOnCreate").asBoolean(),
                text(field, "compoundFieldName"),
                text(field, "relationshipName"),
                List.copyOf(referenceTo),
                text(field, "extraTypeInfo"),
                restrictedValues(field));
    }

    private static List<String> restrictedValues(JsonNode field) {
        List<String> values = new ArrayList<>();
        if (field.path("restrictedPicklist").asBoolean()) {
            for (JsonNode value : field.path("picklistValues")) {
                if (value.path("active").asBoolean()) {
                    values.add(value.path("value").asText());
                }
            }
        }
        return List.copyOf(values);
    }

    private static Optional<String> text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }
}
