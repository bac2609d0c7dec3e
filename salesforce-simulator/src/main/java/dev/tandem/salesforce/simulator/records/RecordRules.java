/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.FieldType;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules that a record must meet before it is saved, and the values that Salesforce adds by itself. */
final class RecordRules {
    /** The describe flag that allows a field to be written. */
    enum Access {
        CREATE("createable"),
        UPDATE("updateable");

        private final String flag;

        Access(String flag) {
            this.flag = flag;
        }
    }

    private final Catalog catalog;
    private final Trust trust;
    private final Function<SObject, SaveRules> saveRules;
    private final BooleanSupplier restoresDuplicates;

    /** @param restoresDuplicates asked at each undelete whether it may bring back a unique value that another record has now */
    RecordRules(
            Catalog catalog, Trust trust, Function<SObject, SaveRules> saveRules, BooleanSupplier restoresDuplicates) {
        this.catalog = catalog;
        this.trust = trust;
        this.saveRules = saveRules;
        this.restoresDuplicates = restoresDuplicates;
    }

    /** Lets triggers and flows change a record that is about to be saved. */
    void automate(SObject object, Row.Edit edit, ChangeKind kind) {
        for (SaveRules.Automation automation : saveRules.apply(object).automations()) {
            if (automation.kinds().contains(kind) && automation.when().test(edit.done())) {
                automation.set().forEach((name, value) -> {
                    Field field = existing(object, name);
                    edit.set(field, Values.stored(field, value));
                });
                automation.copy().forEach((target, source) -> {
                    Field field = existing(object, target);
                    String text = Wire.EVENT.text(edit.value(existing(object, source)));
                    edit.set(field, Values.stored(field, TextNode.valueOf(text)));
                });
                automation.append().forEach((name, text) -> {
                    Field field = existing(object, name);
                    String whole = Wire.EVENT.text(edit.value(field)) + text;
                    edit.set(field, Values.stored(field, TextNode.valueOf(whole)));
                });
            }
        }
    }

    private static Field existing(SObject object, String name) {
        Field field = object.field(name);
        if (field == null) {
            throw SaveFailure.noSuchColumn(name, object.name());
        }
        return field;
    }

    /** Fills in what a new record has before its author says anything. */
    void defaults(SObject object, Row.Edit edit, Caller caller, long number) {
        for (Field field : object.fields()) {
            if (field.name().equals("OwnerId")) {
                edit.set(field, caller.userId());
            } else if (field.is("autoNumber")) {
                String prefix = object.name().toUpperCase(Locale.ROOT).substring(0, 3);
                edit.set(field, String.format(Locale.ROOT, "%s-%05d", prefix, number));
            } else if (field.type() == FieldType.BOOLEAN) {
                edit.set(field, field.describe().get("defaultValue").asBoolean());
            } else {
                edit.set(field, defaultPicklistValue(field));
            }
        }
    }

    /** Sets what the author says; all of it, or nothing if one value is wrong. */
    void assign(SObject object, Row.Edit edit, ObjectNode values, Access access, Transaction transaction) {
        Map<Field, Object> assigned = new LinkedHashMap<>();
        values.fields().forEachRemaining(entry -> {
            if (entry.getValue().isObject() && object.relationship(entry.getKey()) != null) {
                Field field =
                        writable(object, object.relationship(entry.getKey()).name(), access);
                assigned.put(field, target(field, (ObjectNode) entry.getValue(), transaction));
            } else if (!entry.getKey().equals("attributes")) {
                Field field = writable(object, entry.getKey(), access);
                assigned.put(field, Values.stored(field, entry.getValue()));
            }
        });
        assigned.forEach(edit::set);
    }

    /** Works out the fields that are made of others: a person's name, and formulas. */
    Row finished(SObject object, Row.Edit edit) {
        if (object.hasPersonName()) {
            String name = Stream.of("FirstName", "MiddleName", "LastName", "Suffix")
                    .map(object::field)
                    .filter(Objects::nonNull)
                    .map(edit::value)
                    .filter(Objects::nonNull)
                    .map(Object::toString)
                    .collect(Collectors.joining(" "));
            edit.set(object.systemField("Name"), name.isEmpty() ? null : name);
        }
        for (Field field : object.fields()) {
            JsonNode formula = field.describe().get("calculatedFormula");
            if (formula.isTextual()) {
                edit.set(field, Formula.parse(formula.textValue()).value(object, edit, field));
            }
        }
        return edit.done();
    }

    /** Rejects a record that breaks a rule of the org; of an existing record, only the changed fields are checked. */
    void check(SObject object, Row before, Row row, Transaction transaction) {
        if (trust == Trust.SYSTEM) {
            return;
        }
        requireUnconverted(object, before);
        requireRequired(object, row);
        SaveRules rules = saveRules.apply(object);
        for (SaveRules.Validation validation : rules.validations()) {
            if (validation.broken().test(row)) {
                String[] fields = validation.field().isEmpty() ? new String[0] : new String[] {validation.field()};
                throw new SaveFailure("FIELD_CUSTOM_VALIDATION_EXCEPTION", validation.message(), fields);
            }
        }
        rules.duplicates().forEach(rule -> requireNoDuplicate(object, row, rule, transaction));
        for (Field field : object.fields()) {
            Object value = row.value(field);
            if (value == null || value.equals(before.value(field))) {
                continue;
            }
            if (field.is("unique")) {
                requireUnique(object, row, field, transaction);
            }
            if (field.type() == FieldType.REFERENCE && field.is("createable")) {
                requireTarget(field, (String) value, transaction);
            }
        }
    }

    /**
     * Rejects a change of a lead that was converted
     * (<a href="https://help.salesforce.com/s/articleView?id=000384333">CANNOT_UPDATE_CONVERTED_LEAD</a>). Users with the permission
     * "View and Edit Converted Leads" are not simulated.
     */
    private static void requireUnconverted(SObject object, Row before) {
        Field converted = object.name().equals("Lead") ? object.field("IsConverted") : null;
        if (converted != null && Boolean.TRUE.equals(before.value(converted))) {
            throw new SaveFailure("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead");
        }
    }

    /** Rejects the delete of a record to which others refer by a field that restricts deletes. */
    void checkDelete(SObject object, Row row, Transaction transaction) {
        if (trust == Trust.SYSTEM) {
            return;
        }
        for (SObject child : catalog.objects()) {
            for (Field field : child.fields()) {
                if (field.is("restrictedDelete") && field.referenceTo().contains(object.name())) {
                    requireNoChildren(object, row, child, field, transaction);
                }
            }
        }
    }

    /** Rejects the undelete of a record with a unique value that another record has now, even if whoever asks may set anything. */
    void checkUndelete(SObject object, Row row, Transaction transaction) {
        if (restoresDuplicates.getAsBoolean()) {
            return;
        }
        for (Field field : object.fields()) {
            if (field.is("unique") && row.value(field) != null) {
                requireUnique(object, row, field, transaction);
            }
        }
    }

    /** Returns the master-detail fields that name records of an object, with their own objects. */
    Map<Field, SObject> details(SObject object) {
        Map<Field, SObject> details = new LinkedHashMap<>();
        for (SObject child : catalog.objects()) {
            for (Field field : child.fields()) {
                if (field.is("cascadeDelete") && field.referenceTo().contains(object.name())) {
                    details.put(field, child);
                }
            }
        }
        return details;
    }

    private static void requireNoChildren(
            SObject object, Row row, SObject child, Field reference, Transaction transaction) {
        Set<String> children = transaction.withValue(child, reference, row.value(object.systemField("Id")));
        if (!children.isEmpty()) {
            Field name = child.nameField();
            throw SaveFailure.restrictedDelete(
                    String.valueOf(row.value(object.nameField())),
                    child.labelPlural(),
                    children.stream()
                            .map(id -> String.valueOf(transaction.row(child, id).value(name)))
                            .toList());
        }
    }

    /** Finds the record that is named by an external id in place of its id: {@code {"Account": {"Code__c": "a"}}}. */
    private String target(Field field, ObjectNode key, Transaction transaction) {
        String type = key.path("attributes").path("type").asText("");
        SObject target = field.referenceTo().stream()
                .filter(name -> type.isEmpty() || name.equalsIgnoreCase(type))
                .map(catalog::object)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new SaveFailure("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"));
        String name = key.properties().stream()
                .map(Map.Entry::getKey)
                .filter(candidate -> !candidate.equals("attributes"))
                .findFirst()
                .orElse("");
        Field external = target.field(name);
        if (external == null || (!external.is("externalId") && !external.is("idLookup"))) {
            throw new SaveFailure(
                    "INVALID_FIELD",
                    "Field name provided, %s does not match an External ID, Salesforce Id, or indexed field for %s"
                            .formatted(name, target.name()));
        }
        Object value = Values.stored(external, key.get(name));
        if (external.name().equals("Id")) {
            return (String) value;
        }
        Set<String> found = value == null ? Set.of() : transaction.withValue(target, external, value);
        if (found.size() != 1) {
            throw new SaveFailure(
                    "INVALID_FIELD",
                    "Foreign key external ID: %s not found for field %s in entity %s"
                            .formatted(key.get(name).asText(), external.name(), target.name()));
        }
        return found.iterator().next();
    }

    private Field writable(SObject object, String name, Access access) {
        Field field = object.field(name);
        if (field == null) {
            throw SaveFailure.noSuchColumn(name, object.name());
        }
        if ((trust == Trust.USER && !field.is(access.flag)) || field.type().isCompound()) {
            throw new SaveFailure(
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    "Unable to create/update fields: %s. Please check the security settings of this field and verify that it is read/write for your profile or permission set."
                            .formatted(field.name()),
                    field.name());
        }
        return field;
    }

    private static void requireRequired(SObject object, Row row) {
        List<String> missing = object.fields().stream()
                .filter(field -> !field.is("nillable") && field.is("createable") && row.value(field) == null)
                .map(Field::name)
                .toList();
        if (!missing.isEmpty()) {
            throw new SaveFailure(
                    "REQUIRED_FIELD_MISSING",
                    "Required fields are missing: " + missing,
                    missing.toArray(String[]::new));
        }
    }

    private static void requireUnique(SObject object, Row row, Field field, Transaction transaction) {
        transaction.lockValue(object, field, row.value(field));
        Object id = row.value(object.systemField("Id"));
        Set<String> same = transaction.withValue(object, field, row.value(field));
        same.remove(id);
        if (!same.isEmpty()) {
            throw new SaveFailure(
                    "DUPLICATE_VALUE",
                    "duplicate value found: %s duplicates value on record with id: %s"
                            .formatted(field.name(), same.iterator().next().substring(0, 15)));
        }
    }

    private static void requireNoDuplicate(
            SObject object, Row row, SaveRules.Duplicates rule, Transaction transaction) {
        boolean allowed = rule.action() == SaveRules.Duplicates.Action.ALERT
                && transaction.caller().duplicates() == Caller.Duplicates.ALLOWED;
        List<Field> fields =
                rule.fields().stream().map(name -> existing(object, name)).toList();
        if (allowed || fields.isEmpty() || fields.stream().anyMatch(field -> row.value(field) == null)) {
            return;
        }
        Object id = row.value(object.systemField("Id"));
        transaction.withValue(object, fields.get(0), row.value(fields.get(0))).stream()
                .filter(other -> !other.equals(id))
                .filter(other -> fields.stream()
                        .allMatch(field -> FieldIndex.key(row.value(field))
                                .equals(FieldIndex.key(
                                        transaction.row(object, other).value(field)))))
                .findFirst()
                .ifPresent(other -> {
                    throw SaveFailure.duplicate(rule.name(), object.name(), other);
                });
    }

    private void requireTarget(Field field, String id, Transaction transaction) {
        SObject target = catalog.objectOfPrefix(id.substring(0, 3));
        boolean known = target != null && field.referenceTo().contains(target.name());
        if (field.referenceTo().contains("Group") && target == null) {
            return;
        }
        if (!known || !transaction.isLive(target, id)) {
            throw new SaveFailure("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", field.name());
        }
    }

    private static String defaultPicklistValue(Field field) {
        for (JsonNode entry : field.describe().get("picklistValues")) {
            if (entry.get("defaultValue").booleanValue()) {
                return entry.get("value").textValue();
            }
        }
        return null;
    }
}
