/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One field of an object: its describe entry, read once, and the slot in which rows keep its value.
 *
 * @param compound the address, geolocation or name of which this is a part, or null
 * @param referenceTo the objects that a reference may name
 * @param picklistValues the values that a picklist offers
 * @param slot index into a row's values; never used again for another field of the object
 */
public record Field(
        String name,
        FieldType type,
        int slot,
        String compound,
        List<String> referenceTo,
        List<String> picklistValues,
        ObjectNode describe) {
    static Field of(ObjectNode describe, int slot) {
        return new Field(
                describe.get("name").textValue(),
                FieldType.of(describe.get("type").textValue()),
                slot,
                describe.get("compoundFieldName").textValue(),
                texts(describe.get("referenceTo")),
                activeValues(describe.get("picklistValues")),
                describe);
    }

    /** Returns whether this is a part of an address, a geolocation or a person's name. */
    public boolean isComponent() {
        return compound != null;
    }

    /** The part's name inside its compound in change events: {@code BillingStreet} is {@code Street}. */
    public String componentName() {
        if (compound.equals("Name")) {
            return name;
        }
        if (compound.endsWith("__c")) {
            String stem = compound.substring(0, compound.length() - 1);
            return name.substring(stem.length(), name.length() - "__s".length());
        }
        return name.substring(compound.length() - "Address".length());
    }

    /** Without the describe entry, whose hash would cost more than all else that is done with a field. */
    @Override
    public int hashCode() {
        return 31 * name.hashCode() + slot;
    }

    public boolean is(String flag) {
        return describe.get(flag).asBoolean();
    }

    public int length() {
        return describe.get("length").intValue();
    }

    public int scale() {
        return describe.get("scale").intValue();
    }

    public String label() {
        return describe.get("label").textValue();
    }

    public String relationshipName() {
        return describe.get("relationshipName").textValue();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.textValue()));
        return List.copyOf(texts);
    }

    private static List<String> activeValues(JsonNode picklist) {
        List<String> values = new ArrayList<>();
        for (JsonNode entry : picklist) {
            if (entry.get("active").booleanValue()) {
                values.add(entry.get("value").textValue());
            }
        }
        return List.copyOf(values);
    }
}
