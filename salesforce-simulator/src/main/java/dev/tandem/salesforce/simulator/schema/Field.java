/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One field of an object: its describe entry, read once, and the slot in which rows keep its value.
 *
 * @param slot index into a row's values; never used again for another field of the object
 */
public record Field(String name, FieldType type, int slot, String compound, ObjectNode describe) {
    static Field of(ObjectNode describe, int slot) {
        return new Field(
                describe.get("name").textValue(),
                FieldType.of(describe.get("type").textValue()),
                slot,
                describe.get("compoundFieldName").textValue(),
                describe);
    }

    /** Whether this is a part of an address, a geolocation or a person's name. */
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

    public List<String> referenceTo() {
        List<String> targets = new ArrayList<>();
        describe.get("referenceTo").forEach(target -> targets.add(target.textValue()));
        return targets;
    }

    /** The values that a picklist offers. */
    public List<String> picklistValues() {
        List<String> values = new ArrayList<>();
        describe.get("picklistValues").forEach(entry -> {
            if (entry.get("active").booleanValue()) {
                values.add(entry.get("value").textValue());
            }
        });
        return values;
    }
}
