/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.settings;

import dev.tandem.plugin.option.CheckedConfig;
import dev.tandem.plugin.option.Choice;
import dev.tandem.plugin.option.Option;
import dev.tandem.plugin.option.OptionGroup;
import dev.tandem.plugin.option.SinkTopics;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.sink.object.ObjectOperation;
import dev.tandem.salesforce.sink.object.ObjectRules;
import dev.tandem.salesforce.sink.object.ObjectRules.NullValues;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The objects that records of any topic are written to, without tables of Tandem's. Names are those of Confluent's SObject sink. */
public final class ObjectSettings {
    public static final String OBJECT = "salesforce.object";
    public static final String OBJECTS = "topics.to.objects.mapping";
    static final String OPERATION = "salesforce.sink.object.operation";
    static final String OVERRIDE_EVENT_TYPE = "override.event.type";
    static final String ID_FIELD = "salesforce.id.field.name";
    static final String USE_EXTERNAL_ID = "salesforce.use.custom.id.field";
    static final String EXTERNAL_ID_FIELD = "salesforce.custom.id.field.name";
    static final String FIELD_MAPPING = "salesforce.field.mapping";
    static final String IGNORE_FIELDS = "salesforce.ignore.fields";
    static final String IGNORE_REFERENCES = "salesforce.ignore.reference.fields";
    static final String ON_API_ERRORS = "behavior.on.api.errors";
    static final String ON_NULL_VALUES = "behavior.on.null.values";

    private static final String NAME = "[A-Za-z]\\w*";

    private ObjectSettings() {}

    /** A treatment of records that Salesforce rejects. */
    public enum OnApiErrors {
        FAIL,
        LOG,
        IGNORE
    }

    /** Defines the options under the heading Objects. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Objects");
        defineObjects(group);
        defineFields(group);
        group.add(
                Option.choice(ON_API_ERRORS, OnApiErrors.class)
                        .defaultsTo(OnApiErrors.FAIL)
                        .documentation(
                                "What happens to a record that cannot be written, or that Salesforce rejects: fail hands it to"
                                        + " Connect, which fails the task or sends the record to the dead letter queue, as errors.tolerance says;"
                                        + " log writes a warning; ignore only counts it."),
                Option.choice(ON_NULL_VALUES, NullValues.class)
                        .defaultsTo(NullValues.IGNORE)
                        .documentation(
                                "What happens to records without a value: ignore; delete the record that the key names; or fail."));
    }

    private static void defineObjects(OptionGroup group) {
        group.add(
                Option.text(OBJECT)
                        .optional()
                        .importance(Importance.HIGH)
                        .documentation("The object that records are written to, if the connector works without tables.")
                        .example("Lead"),
                Option.list(OBJECTS)
                        .defaultsTo(List.of())
                        .importance(Importance.HIGH)
                        .documentation("Objects of topics, as topic:Object. Other topics use " + OBJECT + ".")
                        .example("crm.leads:Lead, crm.cases:Case"),
                Option.choice(OPERATION, ObjectOperation.class)
                        .defaultsTo(ObjectOperation.INSERT)
                        .importance(Importance.HIGH)
                        .documentation(
                                "What a record does. An upsert needs an external id field, and is the only operation that can be"
                                        + " repeated without harm."),
                Option.flag(OVERRIDE_EVENT_TYPE)
                        .defaultsTo(false)
                        .importance(Importance.LOW)
                        .documentation(
                                "Whether the operation also holds for records with a field _EventType. Otherwise created inserts,"
                                        + " updated updates, and deleted deletes."));
    }

    private static void defineFields(OptionGroup group) {
        group.add(
                Option.text(ID_FIELD)
                        .defaultsTo("Id")
                        .documentation("The field of value or key that has Salesforce's id, for updates and deletes."),
                Option.flag(USE_EXTERNAL_ID)
                        .defaultsTo(false)
                        .documentation("Whether an external id names records instead of Salesforce's id."),
                Option.text(EXTERNAL_ID_FIELD)
                        .optional()
                        .documentation("The external id field in Salesforce, if " + USE_EXTERNAL_ID + " is true.")
                        .example("Customer_Number__c"),
                Option.list(FIELD_MAPPING)
                        .defaultsTo(List.of())
                        .documentation("Fields of Salesforce for fields of records with other names, as field:Field."
                                + " Account.Key__c refers to a parent by its external id.")
                        .example("company:Company, customer:Account.Customer_Number__c"),
                Option.list(IGNORE_FIELDS)
                        .defaultsTo(List.of())
                        .documentation("Fields of records that are not written."),
                Option.flag(IGNORE_REFERENCES)
                        .defaultsTo(false)
                        .importance(Importance.LOW)
                        .documentation("Whether references to other records are left out."));
    }

    /** Returns whether the connector writes records to objects, instead of edits of tables. */
    public static boolean areUsed(Map<String, String> properties) {
        return Stream.of(OBJECT, OBJECTS)
                .anyMatch(key -> !properties.getOrDefault(key, "").isBlank());
    }

    public static ObjectRules rules(AbstractConfig config) {
        Map<String, SObjectName> objects = new LinkedHashMap<>();
        pairs(config.getList(OBJECTS)).forEach((topic, object) -> objects.put(topic, new SObjectName(object)));
        return new ObjectRules(
                objects,
                text(config, OBJECT).map(SObjectName::new),
                Choice.read(config, OPERATION, ObjectOperation.class),
                config.getBoolean(OVERRIDE_EVENT_TYPE),
                config.getString(ID_FIELD),
                config.getBoolean(USE_EXTERNAL_ID) ? text(config, EXTERNAL_ID_FIELD) : Optional.empty(),
                pairs(config.getList(FIELD_MAPPING)),
                Set.copyOf(config.getList(IGNORE_FIELDS)),
                config.getBoolean(IGNORE_REFERENCES),
                Choice.read(config, ON_NULL_VALUES, NullValues.class));
    }

    public static OnApiErrors onApiErrors(AbstractConfig config) {
        return Choice.read(config, ON_API_ERRORS, OnApiErrors.class);
    }

    /** Returns the value of an option; empty if it is absent or blank. */
    private static Optional<String> text(AbstractConfig config, String key) {
        return Optional.ofNullable(config.getString(key)).filter(value -> !value.isBlank());
    }

    /** Adds errors for names that cannot be right, topics without an object, and an upsert without an external id. */
    public static void check(CheckedConfig config) {
        config.text(OBJECT)
                .filter(object -> !object.matches(NAME))
                .ifPresent(object ->
                        config.error(OBJECT, "'" + object + "' is not the API name of an object, such as Lead."));
        checkPairs(config, OBJECTS, NAME, "topic:Object, such as crm.leads:Lead");
        checkPairs(config, FIELD_MAPPING, NAME + "(?:\\." + NAME + ")?", "field:Field, such as company:Company");
        if (!config.hasError(OBJECTS)) {
            checkTopics(config);
        }
        if (config.text(ID_FIELD).isEmpty()) {
            config.error(ID_FIELD, "The field that has Salesforce's id is missing. Name it, or remove the option.");
        }
        boolean hasExternalId =
                config.isTrue(USE_EXTERNAL_ID) && config.text(EXTERNAL_ID_FIELD).isPresent();
        boolean isUpsert =
                config.text(OPERATION).filter("upsert"::equalsIgnoreCase).isPresent();
        if ((isUpsert || config.isTrue(USE_EXTERNAL_ID)) && !hasExternalId) {
            config.error(
                    EXTERNAL_ID_FIELD,
                    "An external id is missing. Set " + USE_EXTERNAL_ID + "=true, and name the field here.");
        }
    }

    /** Adds an error for each entry that is not a pair, and for each left side that has several entries. */
    private static void checkPairs(CheckedConfig config, String key, String right, String form) {
        Set<String> seen = new HashSet<>();
        for (String entry : config.list(key)) {
            int colon = entry.lastIndexOf(':');
            String left = entry.substring(0, Math.max(0, colon)).strip();
            if (left.isEmpty() || !entry.substring(colon + 1).strip().matches(right)) {
                config.error(key, "'" + entry + "' is not a pair. Use the form " + form + ".");
            } else if (!seen.add(left)) {
                config.error(key, left + " is listed twice. Remove one of the entries.");
            }
        }
    }

    /** Adds an error for each topic whose records would belong to no object, and for each entry that never applies. */
    private static void checkTopics(CheckedConfig config) {
        Set<String> mapped = pairs(config.list(OBJECTS)).keySet();
        SinkTopics read = SinkTopics.of(config.properties());
        mapped.stream()
                .filter(read::isNeverRead)
                .forEach(topic -> config.error(
                        OBJECTS, "The connector does not read topic " + topic + ". Correct it, or remove the entry."));
        if (config.text(OBJECT).isEmpty()) {
            read.names().stream()
                    .filter(topic -> !mapped.contains(topic))
                    .forEach(topic -> config.error(
                            OBJECTS, "Topic " + topic + " has no object. Add it here, or set " + OBJECT + "."));
        }
    }

    private static Map<String, String> pairs(List<String> entries) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String entry : entries) {
            int colon = entry.lastIndexOf(':');
            pairs.put(
                    entry.substring(0, colon).strip(),
                    entry.substring(colon + 1).strip());
        }
        return pairs;
    }
}
