/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.records.ChangeKind;
import dev.tandem.salesforce.simulator.records.RecordChange;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.FieldType;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The part of a change event that describes the record: what is populated after a create or undelete, what changed in an
 * update, nothing after a delete.
 */
record ChangeEventBody(ObjectNode fields, List<String> changedFields) {
    private static final Set<String> STAMPS = Set.of("LastModifiedDate", "LastModifiedById");
    private static final Set<String> NEVER = Set.of(
            "Id",
            "IsDeleted",
            "SystemModstamp",
            "LastActivityDate",
            "LastViewedDate",
            "LastReferencedDate",
            "PhotoUrl");

    /** Returns whether it is an update whose only traces are the stamps of the save. */
    boolean changesNothing(ChangeKind kind) {
        return kind == ChangeKind.UPDATE && STAMPS.containsAll(changedFields);
    }

    static ChangeEventBody of(RecordChange change, EventStyle style) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (change.kind() == ChangeKind.DELETE) {
            return new ChangeEventBody(body, List.of());
        }
        boolean update = change.kind() == ChangeKind.UPDATE;
        Set<Field> shown = update ? updated(change) : populated(change.object(), change.after());
        shown.removeIf(field -> !isPublished(change.object(), field, style));
        shown.forEach(field -> put(body, field, change.after(), style));
        return new ChangeEventBody(
                body, update ? shown.stream().map(ChangeEventBody::path).toList() : List.of());
    }

    private static Set<Field> populated(SObject object, Row row) {
        Set<Field> populated = new LinkedHashSet<>();
        object.fields().stream().filter(field -> row.value(field) != null).forEach(populated::add);
        return populated;
    }

    /** Returns the fields that an update shows. It always shows LastModifiedDate, and all parts of a custom geolocation. */
    private static Set<Field> updated(RecordChange change) {
        SObject object = change.object();
        Set<String> places = new LinkedHashSet<>();
        change.changed().stream()
                .filter(field -> field.isComponent() && field.compound().endsWith("__c"))
                .forEach(field -> places.add(field.compound()));
        Set<Field> updated = new LinkedHashSet<>();
        for (Field field : object.fields()) {
            boolean ofPlace = field.isComponent() && places.contains(field.compound());
            if (ofPlace || change.changed().contains(field) || field.name().equals("LastModifiedDate")) {
                updated.add(field);
            }
        }
        return updated;
    }

    private static boolean isPublished(SObject object, Field field, EventStyle style) {
        boolean wholeName = field.name().equals("Name") && object.hasPersonName();
        boolean formula = field.is("calculated");
        return !NEVER.contains(field.name())
                && !wholeName
                && !(formula && !style.formulas())
                && field.type() != FieldType.BASE64
                && !field.type().isCompound();
    }

    private static void put(ObjectNode body, Field field, Row row, EventStyle style) {
        ObjectNode target = body;
        String name = field.name();
        if (field.isComponent()) {
            target = body.withObjectProperty(field.compound());
            name = field.componentName();
        }
        target.set(name, style.wire().json(row.value(field)));
    }

    private static String path(Field field) {
        return field.isComponent() ? field.compound() + "." + field.componentName() : field.name();
    }
}
