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
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.sink.object.ObjectRules;
import dev.tandem.salesforce.sink.object.ObjectRules.NullValues;
import dev.tandem.salesforce.sink.object.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
                Option.choice(OPERATION, Operation.class)
                        .defaultsTo(Operation.INSERT)
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
        return properties.containsKey(OBJECT) || properties.containsKey(OBJECTS);
    }

    public static ObjectRules rules(AbstractConfig config) {
        Map<String, SObjectName> objects = new LinkedHashMap<>();
        pairs(config.getList(OBJECTS)).forEach((topic, object) -> objects.put(topic, new SObjectName(object)));
        return new ObjectRules(
                objects,
                Optional.ofNullable(config.getString(OBJECT)).map(SObjectName::new),
                Choice.read(config, OPERATION, Operation.class),
                config.getBoolean(OVERRIDE_EVENT_TYPE),
                config.getString(ID_FIELD),
                config.getBoolean(USE_EXTERNAL_ID)
                        ? Optional.ofNullable(config.getString(EXTERNAL_ID_FIELD))
                        : Optional.empty(),
                pairs(config.getList(FIELD_MAPPING)),
                Set.copyOf(config.getList(IGNORE_FIELDS)),
                config.getBoolean(IGNORE_REFERENCES),
                Choice.read(config, ON_NULL_VALUES, NullValues.class));
    }

    public static OnApiErrors onApiErrors(AbstractConfig config) {
        return Choice.read(config, ON_API_ERRORS, OnApiErrors.class);
    }

    /** Adds errors for malformed pairs, and for an upsert without an external id. */
    public static void check(CheckedConfig config) {
        for (String key : List.of(OBJECTS, FIELD_MAPPING)) {
            config.list(key).stream()
                    .filter(entry -> !entry.matches("[^:]+:\\s*[A-Za-z][\\w.]*\\s*"))
                    .forEach(entry -> config.error(
                            key, "'" + entry + "' is not a pair. Use the form name:Name, such as crm.leads:Lead."));
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
