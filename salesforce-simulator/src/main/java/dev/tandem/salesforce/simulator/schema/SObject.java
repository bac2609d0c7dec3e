/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One object of the org as it is described at one time. Immutable: a change of a field makes a new one. */
public final class SObject {
    private final ObjectNode head;
    private final List<Field> fields;
    private final Map<String, Field> byName = new HashMap<>();
    private final Instant describedAt;
    private final String schemaId;

    SObject(ObjectNode head, List<Field> fields, Instant describedAt) {
        this.head = head;
        this.fields = List.copyOf(fields);
        this.describedAt = describedAt;
        fields.forEach(field -> byName.put(field.name().toLowerCase(Locale.ROOT), field));
        this.schemaId = fingerprint();
    }

    public String name() {
        return head.get("name").textValue();
    }

    public String label() {
        return head.get("label").textValue();
    }

    public String labelPlural() {
        return head.get("labelPlural").textValue();
    }

    /** Returns the field that names a record to people: {@code Name}, unless another is marked. */
    public Field nameField() {
        return fields.stream()
                .filter(field -> field.is("nameField"))
                .findFirst()
                .orElseGet(() -> systemField("Name"));
    }

    public String keyPrefix() {
        return head.get("keyPrefix").textValue();
    }

    public List<Field> fields() {
        return fields;
    }

    /** The field of that name, whatever its case, or null. */
    public Field field(String name) {
        return byName.get(name.toLowerCase(Locale.ROOT));
    }

    /** The field of that name, which the org always has. */
    public Field systemField(String name) {
        Field field = field(name);
        if (field == null) {
            throw new IllegalStateException(name() + " has no field " + name + ", which every object needs");
        }
        return field;
    }

    /** Returns the reference field with that relationship name, whatever its case, or null. */
    public Field relationship(String name) {
        return fields.stream()
                .filter(field -> name.equalsIgnoreCase(field.relationshipName()))
                .findFirst()
                .orElse(null);
    }

    /** The parts of a compound field, in describe order. */
    public List<Field> components(String compound) {
        return fields.stream()
                .filter(field -> compound.equals(field.compound()))
                .toList();
    }

    /** Returns whether Change Data Capture watches this object. A test author switches it off with {@code "replicateable": false}. */
    public boolean isCaptured() {
        return head.get("replicateable").booleanValue();
    }

    /** Returns whether this is the definition of a platform event, which is published and not stored. */
    public boolean isPlatformEvent() {
        return name().endsWith("__e");
    }

    /** Returns whether {@code Name} is composed of a person's first and last name. */
    public boolean hasPersonName() {
        return field("LastName") != null && "Name".equals(field("LastName").compound());
    }

    /** Returns the time at which the description last changed, for {@code If-Modified-Since}. */
    public Instant describedAt() {
        return describedAt;
    }

    /** The complete describe result. */
    public ObjectNode describe() {
        ObjectNode described = head.deepCopy();
        ArrayNode list = described.putArray("fields");
        fields.forEach(field -> list.add(field.describe()));
        return described;
    }

    /** The describe result without fields, child relationships and record types, as the global describe lists it. */
    public ObjectNode summary() {
        ObjectNode summary = head.deepCopy();
        summary.remove(List.of("childRelationships", "recordTypeInfos"));
        return summary;
    }

    /** Returns the relationships to children that the describe result lists. */
    public JsonNode childRelationships() {
        return head.get("childRelationships");
    }

    /** The id of the change event's schema: 22 characters that change with the fields. */
    public String schemaId() {
        return schemaId;
    }

    ObjectNode head() {
        return head;
    }

    private String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(name().getBytes(StandardCharsets.UTF_8));
            for (Field field : fields) {
                digest.update((field.name() + ':' + field.type().wireName()).getBytes(StandardCharsets.UTF_8));
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }
}
