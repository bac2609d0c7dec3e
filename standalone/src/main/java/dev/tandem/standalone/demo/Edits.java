/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.salesforce.simulator.OrgControl;
import dev.tandem.standalone.Pipeline;
import dev.tandem.standalone.org.OrgField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes of every kind to one object's records, the same in each run. Each method returns how many it made. */
final class Edits {
    private static final int CREATED = 200;
    private static final int ADDED_FIELD_LENGTH = 40;

    private final OrgControl org;
    private final String object;
    private final List<String> ids;
    private final List<OrgField> editable;
    private final List<String> insertable;

    Edits(OrgControl org, String object, List<OrgField> fields, List<String> ids) {
        this.org = org;
        this.object = object;
        this.ids = ids;
        this.editable = fields.stream().filter(Edits::isEditable).toList();
        this.insertable = fields.stream()
                .filter(field -> field.createable() && !field.unique())
                .filter(field -> !field.type().equals("reference"))
                .map(OrgField::name)
                .toList();
    }

    /** Fields that take any short text or number, and null. */
    private static boolean isEditable(OrgField field) {
        return field.updateable()
                && !field.name().equals(Pipeline.KEY_FIELD)
                && field.nillable()
                && switch (field.type()) {
                    case "string", "textarea" -> field.length() >= ADDED_FIELD_LENGTH;
                    case "double", "currency", "percent", "int", "date", "datetime" -> true;
                    default -> false;
                };
    }

    int create() {
        return org.addRecords(object, CREATED).size();
    }

    /** Returns the fields that copies of a record may have. */
    List<String> insertable() {
        return insertable;
    }

    /** Returns the name of a text field that can be edited. */
    Optional<String> textField() {
        return editable.stream()
                .filter(field -> field.type().equals("string") || field.type().equals("textarea"))
                .map(OrgField::name)
                .findFirst();
    }

    /** Updates every second record in one field, every fourth in all, and some once more. */
    int update() {
        var updates = new ArrayList<Map<String, Object>>();
        for (int number = 0; number < ids.size(); number += 2) {
            updates.add(update(number, number % 4 == 0 ? editable : editable.subList(0, Math.min(1, editable.size()))));
        }
        for (int number = 0; number < ids.size(); number += 50) {
            updates.add(update(number + 1, editable));
        }
        org.update(object, updates);
        return updates.size();
    }

    private Map<String, Object> update(int number, List<OrgField> fields) {
        var update = new HashMap<String, Object>();
        update.put("Id", ids.get(number % ids.size()));
        fields.forEach(field -> update.put(field.name(), value(field.type(), number)));
        return update;
    }

    private static Object value(String type, int number) {
        return switch (type) {
            case "double", "currency", "percent" -> number % 90 + 0.25;
            case "int" -> number;
            case "date" -> "2026-11-" + (10 + number % 20);
            case "datetime" -> "2026-11-" + (10 + number % 20) + "T10:20:30.000Z";
            default -> "Edited, number " + number;
        };
    }

    /** Every tenth record, in every editable field. */
    int clear() {
        var nulls = new HashMap<String, Object>();
        editable.forEach(field -> nulls.put(field.name(), null));
        List<String> some = every(10, 0);
        org.update(object, some, nulls);
        return some.size();
    }

    /** Adds a text field and gives it to every fifth record. */
    int addField(String name) {
        org.addField(object, Map.of("name", name, "type", "string", "length", ADDED_FIELD_LENGTH));
        List<String> some = every(5, 0);
        org.update(object, some, Map.of(name, "Made with the new field"));
        return some.size();
    }

    int delete() {
        List<String> some = every(10, 3);
        org.delete(object, some);
        return some.size();
    }

    /** Half of what was deleted. */
    int undelete() {
        List<String> some = every(20, 3);
        org.undelete(object, some);
        if (!editable.isEmpty()) {
            OrgField field = editable.get(0);
            var values = new HashMap<String, Object>();
            values.put(field.name(), value(field.type(), 7));
            org.update(object, some, values);
        }
        return some.size();
    }

    private List<String> every(int step, int from) {
        var some = new ArrayList<String>();
        for (int number = from; number < ids.size(); number += step) {
            some.add(ids.get(number));
        }
        return some;
    }
}
