/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.client.rest.FieldType;
import dev.tandem.salesforce.client.rest.SObjectDescription;
import dev.tandem.salesforce.client.write.ExternalId;
import dev.tandem.salesforce.sink.object.ObjectRules.NullValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** A reader that turns records into writes of one object. Pure. */
final class ObjectWriteReader {
    /** The field in which Confluent's sources say what happened to a record. */
    private static final String EVENT_TYPE = "_EventType";
    /** The prefix of fields that are about the record, such as {@code _ObjectType}. */
    private static final String METADATA = "_";

    private final ObjectRules rules;
    private final SObjectDescription object;

    ObjectWriteReader(ObjectRules rules, SObjectDescription object) {
        this.rules = rules;
        this.object = object;
    }

    private record Value(Schema schema, Object value) {}

    /** Returns the write of a record; empty if the record is to be ignored. */
    Optional<ObjectWrite> read(SinkRecord source) throws UnwritableRecordException {
        if (source.value() == null) {
            return readNull(source);
        }
        Map<String, Value> values = values(source.valueSchema(), source.value());
        ObjectOperation operation = operation(values);
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        if (operation != ObjectOperation.DELETE) {
            for (Map.Entry<String, Value> value : values.entrySet()) {
                put(fields, operation, value.getKey(), value.getValue());
            }
        }
        Map<String, Value> names = new LinkedHashMap<>(keyValues(source));
        names.putAll(values);
        return Optional.of(identified(source, operation, names, fields));
    }

    private Optional<ObjectWrite> readNull(SinkRecord source) throws UnwritableRecordException {
        if (rules.nullValues() == NullValues.IGNORE && rules.operation() != ObjectOperation.DELETE) {
            return Optional.empty();
        }
        if (rules.nullValues() == NullValues.FAIL && rules.operation() != ObjectOperation.DELETE) {
            throw new UnwritableRecordException("it has no value. Set behavior.on.null.values to ignore or delete.");
        }
        return Optional.of(
                identified(source, ObjectOperation.DELETE, keyValues(source), JsonNodeFactory.instance.objectNode()));
    }

    private ObjectOperation operation(Map<String, Value> values) {
        Value event = values.get(EVENT_TYPE);
        if (rules.overridesEventType() || event == null || event.value == null) {
            return rules.operation();
        }
        return switch (event.value.toString()) {
            case "created" -> ObjectOperation.INSERT;
            case "updated" -> ObjectOperation.UPDATE;
            case "deleted" -> ObjectOperation.DELETE;
            default -> rules.operation();
        };
    }

    private ObjectWrite identified(
            SinkRecord source, ObjectOperation operation, Map<String, Value> names, ObjectNode fields)
            throws UnwritableRecordException {
        Optional<ExternalId> externalId = externalId(names);
        if (operation == ObjectOperation.INSERT) {
            return new ObjectWrite(source, object.name(), operation, Optional.empty(), externalId, fields);
        }
        if (operation == ObjectOperation.UPSERT) {
            ExternalId key =
                    externalId.orElseThrow(() -> missing(rules.externalIdField().orElse("external id")));
            fields.remove(key.field());
            return new ObjectWrite(source, object.name(), operation, Optional.empty(), Optional.of(key), fields);
        }
        if (rules.externalIdField().isPresent()) {
            ExternalId key =
                    externalId.orElseThrow(() -> missing(rules.externalIdField().get()));
            return new ObjectWrite(source, object.name(), operation, Optional.empty(), Optional.of(key), fields);
        }
        Value id = names.get(rules.idField());
        if (id == null || id.value == null) {
            throw missing(rules.idField());
        }
        return new ObjectWrite(
                source, object.name(), operation, Optional.of(recordId(id.value)), Optional.empty(), fields);
    }

    private static UnwritableRecordException missing(String field) {
        return new UnwritableRecordException("it has no " + field
                + ", which names the record in Salesforce. Add it to value or key, or set another field.");
    }

    private static RecordId recordId(Object value) throws UnwritableRecordException {
        try {
            return new RecordId(value.toString());
        } catch (IllegalArgumentException malformed) {
            throw new UnwritableRecordException("its id is not one of Salesforce's, with 15 or 18 characters.");
        }
    }

    private Optional<ExternalId> externalId(Map<String, Value> names) throws UnwritableRecordException {
        if (rules.externalIdField().isEmpty()) {
            return Optional.empty();
        }
        String field = rules.externalIdField().get();
        for (Map.Entry<String, Value> entry : names.entrySet()) {
            Value named = entry.getValue();
            if (target(entry.getKey()).equals(field)
                    && named.value != null
                    && !named.value.toString().isEmpty()) {
                return Optional.of(new ExternalId(field, keyText(entry.getKey(), named, field)));
            }
        }
        return Optional.empty();
    }

    /** Returns the text of an external id. Numbers have the fewest digits, so that two spellings of a number are one record. */
    private String keyText(String name, Value value, String field) throws UnwritableRecordException {
        FieldType type = object.field(field).map(FieldDescription::type).orElse(FieldType.STRING);
        JsonNode key = json(name, value, type);
        return key.isNumber() ? key.decimalValue().stripTrailingZeros().toPlainString() : key.asText();
    }

    private static JsonNode json(String name, Value value, FieldType type) throws UnwritableRecordException {
        try {
            return JsonValues.of(value.schema, value.value, type);
        } catch (UnwritableRecordException impossible) {
            throw new UnwritableRecordException("field " + name + ": " + impossible.getMessage());
        }
    }

    private String target(String name) {
        return rules.fieldNames().getOrDefault(name, name);
    }

    private void put(ObjectNode fields, ObjectOperation operation, String name, Value value)
            throws UnwritableRecordException {
        if (rules.ignoredFields().contains(name) || name.startsWith(METADATA) || name.equals(rules.idField())) {
            return;
        }
        String target = target(name);
        int dot = target.indexOf('.');
        if (dot > 0) {
            // A reference by the external id of its target, such as Account.Key__c.
            fields.putObject(target.substring(0, dot))
                    .set(target.substring(dot + 1), json(name, value, FieldType.UNKNOWN));
            return;
        }
        FieldDescription field = object.field(target)
                .orElseThrow(() -> new UnwritableRecordException("field " + name + " is not a field of " + object.name()
                        + ". Map it in salesforce.field.mapping, or list it in salesforce.ignore.fields."));
        boolean isIgnored = rules.ignoresReferences() && field.type() == FieldType.REFERENCE;
        if (!isIgnored && isWritable(field, operation)) {
            fields.set(target, json(name, value, field.type()));
        }
    }

    private static boolean isWritable(FieldDescription field, ObjectOperation operation) {
        return switch (operation) {
            case INSERT -> field.createable();
            case UPDATE -> field.updateable();
            default -> field.createable() || field.updateable();
        };
    }

    /** Returns the values of the key; one that is not a struct is the id, or the external id. */
    private Map<String, Value> keyValues(SinkRecord source) throws UnwritableRecordException {
        Object key = source.key();
        if (key == null) {
            return Map.of();
        }
        if (key instanceof Struct || key instanceof Map) {
            return values(source.keySchema(), key);
        }
        return Map.of(rules.externalIdField().orElse(rules.idField()), new Value(source.keySchema(), key));
    }

    private static Map<String, Value> values(Schema schema, Object row) throws UnwritableRecordException {
        Map<String, Value> values = new LinkedHashMap<>();
        if (row instanceof Struct struct) {
            for (Field field : schema.fields()) {
                values.put(field.name(), new Value(field.schema(), struct.get(field)));
            }
        } else if (row instanceof Map<?, ?> map) {
            map.forEach((name, value) -> values.put(String.valueOf(name), new Value(null, value)));
        } else {
            throw new UnwritableRecordException("it is not a struct or a map. Use a converter with fields.");
        }
        return values;
    }
}
