/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.records.Wire;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import dev.tandem.salesforce.simulator.soql.FieldPath;
import dev.tandem.salesforce.simulator.soql.Query;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Records as the REST API shows them. */
public final class RecordJson {
    private RecordJson() {}

    /** One record with these fields of its own. */
    public static ObjectNode of(SObject object, Row row, Collection<Field> fields, String version) {
        ObjectNode record = record(object, row, version);
        fields.forEach(field -> record.set(field.name(), value(object, row, field)));
        return record;
    }

    /**
     * One query result: fields of the record, and those of its parents and children nested under their relationships. A
     * record without children has null in their place.
     */
    static ObjectNode of(Query query, Row row, String version) {
        ObjectNode record = record(query.object(), row, version);
        for (FieldPath path : query.paths()) {
            ObjectNode target = parent(record, path, row, version);
            if (target != null) {
                target.set(path.field().name(), value(path.object(), path.row(row), path.field()));
            }
        }
        for (Query.Children children : query.children()) {
            List<Row> rows = children.of(row);
            if (rows.isEmpty()) {
                record.putNull(children.relationship().name());
                continue;
            }
            ObjectNode result = record.putObject(children.relationship().name());
            ArrayNode records =
                    result.put("totalSize", rows.size()).put("done", true).putArray("records");
            rows.forEach(child -> records.add(of(children.query(), child, version)));
        }
        return record;
    }

    /** Null where a reference on the way is empty; then the relationship itself is null. */
    private static ObjectNode parent(ObjectNode record, FieldPath path, Row start, String version) {
        ObjectNode at = record;
        for (int i = 0; i < path.steps().size(); i++) {
            FieldPath.Step step = path.steps().get(i);
            FieldPath upTo = new FieldPath(path.steps().subList(0, i + 1), step.target(), path.field(), path.store());
            Row row = upTo.row(start);
            if (row == null) {
                at.putNull(step.relationship());
                return null;
            }
            if (!at.has(step.relationship())) {
                at.set(step.relationship(), record(step.target(), row, version));
            }
            at = (ObjectNode) at.get(step.relationship());
        }
        return at;
    }

    private static ObjectNode record(SObject object, Row row, String version) {
        ObjectNode record = Json.MAPPER.createObjectNode();
        Object id = row.value(object.systemField("Id"));
        record.putObject("attributes")
                .put("type", object.name())
                .put("url", "/services/data/v%s/sobjects/%s/%s".formatted(version, object.name(), id));
        return record;
    }

    private static JsonNode value(SObject object, Row row, Field field) {
        return field.type().isCompound() ? compound(object, row, field) : Wire.REST.json(row.value(field));
    }

    /** All parts in lower camel case and alphabetical order, or null where none has a value. */
    private static JsonNode compound(SObject object, Row row, Field compound) {
        TreeMap<String, JsonNode> parts = new TreeMap<>();
        for (Field part : object.components(compound.name())) {
            String name = part.componentName();
            parts.put(
                    name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), Wire.REST.json(row.value(part)));
        }
        boolean empty = parts.values().stream().allMatch(JsonNode::isNull);
        return empty ? Json.MAPPER.nullNode() : Json.MAPPER.createObjectNode().setAll(parts);
    }
}
