/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Completes a describe result that names only what its author cares about. The keys and defaults are those of describes
 * served by API versions 40 and later.
 */
final class SparseDescribe {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> FALSE_FLAGS = List.of(
            "aiPredictionField",
            "autoNumber",
            "calculated",
            "cascadeDelete",
            "caseSensitive",
            "defaultedOnCreate",
            "dependentPicklist",
            "deprecatedAndHidden",
            "displayLocationInDecimal",
            "encrypted",
            "externalId",
            "formulaTreatNullNumberAsZero",
            "highScaleNumber",
            "htmlFormatted",
            "idLookup",
            "nameField",
            "namePointing",
            "polymorphicForeignKey",
            "queryByDistance",
            "restrictedDelete",
            "restrictedPicklist",
            "searchPrefilterable",
            "unique",
            "writeRequiresMasterRead");
    private static final List<String> NULLS = List.of(
            "calculatedFormula",
            "compoundFieldName",
            "controllerName",
            "defaultValue",
            "defaultValueFormula",
            "extraTypeInfo",
            "filteredLookupInfo",
            "inlineHelpText",
            "mask",
            "maskType",
            "referenceTargetField",
            "relationshipName",
            "relationshipOrder");

    private SparseDescribe() {}

    static ObjectNode complete(String name, ObjectNode given, String freePrefix) {
        boolean custom = name.endsWith("__c") || isPlatformEvent(name);
        ObjectNode head = JSON.objectNode();
        for (String no : List.of("activateable", "customSetting", "deprecatedAndHidden", "mergeable")) {
            head.put(no, false);
        }
        for (String yes : List.of(
                "createable",
                "deletable",
                "feedEnabled",
                "layoutable",
                "queryable",
                "replicateable",
                "retrieveable",
                "searchable",
                "triggerable",
                "undeletable",
                "updateable")) {
            head.put(yes, true);
        }
        if (isPlatformEvent(name)) {
            for (String no : List.of(
                    "deletable",
                    "feedEnabled",
                    "layoutable",
                    "queryable",
                    "replicateable",
                    "retrieveable",
                    "searchable",
                    "undeletable",
                    "updateable")) {
                head.put(no, false);
            }
        }
        head.put("custom", custom);
        head.put("label", words(name));
        head.put("labelPlural", words(name) + "s");
        head.put("keyPrefix", freePrefix);
        head.putArray("childRelationships");
        head.putArray("recordTypeInfos");
        ObjectNode urls = head.putObject("urls");
        urls.put("sobject", "/sobjects/" + name);
        urls.put("describe", "/sobjects/" + name + "/describe");
        urls.put("rowTemplate", "/sobjects/" + name + "/{ID}");
        ObjectNode said = given.deepCopy();
        said.remove("fields");
        head.setAll(said);
        head.put("name", name);
        return sorted(head);
    }

    private static boolean isPlatformEvent(String name) {
        return name.endsWith("__e");
    }

    static List<ObjectNode> completeFields(String object, ObjectNode given) {
        Map<String, ObjectNode> fields = new LinkedHashMap<>();
        (isPlatformEvent(object) ? eventFields() : systemFields())
                .forEach(field -> fields.put(field.get("name").textValue(), field));
        given.path("fields").forEach(field -> fields.put(field.path("name").asText(), (ObjectNode) field));
        List<ObjectNode> complete = new ArrayList<>();
        fields.values().forEach(field -> complete.add(completeField(field)));
        return complete;
    }

    static ObjectNode completeField(ObjectNode given) {
        String name = given.path("name").asText("");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A field needs a name");
        }
        FieldType type = FieldType.of(given.path("type").asText("string"));
        ObjectNode field = JSON.objectNode();
        FALSE_FLAGS.forEach(flag -> field.put(flag, false));
        NULLS.forEach(field::putNull);
        boolean writable = !type.isCompound()
                && type != FieldType.ID
                && !given.path("calculated").asBoolean();
        field.put("createable", writable);
        field.put("updateable", writable);
        field.put("custom", name.endsWith("__c") || name.endsWith("__s"));
        field.put("nillable", type != FieldType.BOOLEAN && type != FieldType.ID);
        field.put("permissionable", writable);
        for (String flag : List.of("aggregatable", "filterable", "sortable")) {
            field.put(flag, !type.isCompound());
        }
        field.put("groupable", type.shape() != FieldType.Shape.DECIMAL && !type.isCompound());
        field.put("label", words(name));
        field.put("name", name);
        field.put("type", type.wireName());
        field.put("soapType", type.soapType());
        field.putArray("referenceTo");
        field.putArray("picklistValues");
        sizes(field, type, given);
        if (type == FieldType.BOOLEAN) {
            field.put("defaultValue", false);
            field.put("defaultedOnCreate", true);
        }
        field.setAll(given.deepCopy());
        field.put("type", type.wireName());
        field.set("picklistValues", picklist(given.path("picklistValues")));
        return sorted(field);
    }

    private static void sizes(ObjectNode field, FieldType type, ObjectNode given) {
        boolean decimal = type.shape() == FieldType.Shape.DECIMAL;
        int length = given.path("length").asInt(type.usualLength());
        field.put("length", length);
        field.put("byteLength", type.isIdentifier() ? length : 3 * length);
        field.put("precision", decimal ? 18 : 0);
        field.put("scale", type == FieldType.CURRENCY ? 2 : 0);
        field.put("digits", type == FieldType.INT ? 9 : 0);
    }

    private static ArrayNode picklist(JsonNode given) {
        ArrayNode values = JSON.arrayNode();
        for (JsonNode entry : given) {
            ObjectNode value = values.addObject();
            String text =
                    entry.isTextual() ? entry.textValue() : entry.path("value").asText();
            value.put("active", entry.path("active").asBoolean(true));
            value.put("defaultValue", entry.path("defaultValue").asBoolean(false));
            value.put("label", entry.path("label").asText(text));
            value.putNull("validFor");
            value.put("value", text);
        }
        return values;
    }

    private static List<ObjectNode> systemFields() {
        return List.of(
                system("Id", "id").put("idLookup", true).put("defaultedOnCreate", true),
                system("IsDeleted", "boolean"),
                field("Name", "string").put("nameField", true).put("length", 80).put("idLookup", true),
                field("OwnerId", "reference")
                        .put("relationshipName", "Owner")
                        .put("defaultedOnCreate", true)
                        .<ObjectNode>set("referenceTo", JSON.arrayNode().add("User")),
                system("CreatedDate", "datetime"),
                user("CreatedById", "CreatedBy"),
                system("LastModifiedDate", "datetime"),
                user("LastModifiedById", "LastModifiedBy"),
                system("SystemModstamp", "datetime"));
    }

    private static List<ObjectNode> eventFields() {
        return List.of(
                system("ReplayId", "string").put("length", 1000).put("nillable", true),
                system("CreatedDate", "datetime"),
                user("CreatedById", "CreatedBy"),
                system("EventUuid", "string").put("length", 36).put("nillable", true));
    }

    private static ObjectNode field(String name, String type) {
        return JSON.objectNode().put("name", name).put("type", type);
    }

    private static ObjectNode system(String name, String type) {
        return field(name, type)
                .put("createable", false)
                .put("updateable", false)
                .put("nillable", false)
                .put("permissionable", false)
                .put("defaultedOnCreate", true);
    }

    private static ObjectNode user(String name, String relationship) {
        return system(name, "reference")
                .put("relationshipName", relationship)
                .set("referenceTo", JSON.arrayNode().add("User"));
    }

    /** {@code Invoice_Number__c} is labelled "Invoice Number", {@code BillingStreet} "Billing Street". */
    private static String words(String name) {
        return name.replaceAll("__[cse]$", "")
                .replace("__", " ")
                .replace('_', ' ')
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    }

    /** Salesforce serves describe keys in alphabetical order. */
    private static ObjectNode sorted(ObjectNode node) {
        Map<String, JsonNode> keys = new TreeMap<>();
        node.fields().forEachRemaining(entry -> keys.put(entry.getKey(), entry.getValue()));
        return JSON.objectNode().setAll(keys);
    }
}
