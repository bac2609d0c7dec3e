/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.org;

import com.fasterxml.jackson.databind.JsonNode;

/** A field as describe returns it. */
public record OrgField(
        String name,
        String type,
        int length,
        boolean nillable,
        boolean createable,
        boolean updateable,
        boolean unique,
        String compound) {
    static OrgField of(JsonNode field) {
        return new OrgField(
                field.path("name").asText(),
                field.path("type").asText(),
                field.path("length").asInt(),
                field.path("nillable").asBoolean(),
                field.path("createable").asBoolean(),
                field.path("updateable").asBoolean(),
                field.path("unique").asBoolean(),
                field.path("compoundFieldName").asText(""));
    }

    /** Returns whether the field has no value of its own but is composed of other fields. */
    boolean isCompound() {
        return type.equals("address") || type.equals("location");
    }
}
