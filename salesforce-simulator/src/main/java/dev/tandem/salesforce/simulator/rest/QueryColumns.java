/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.FieldType;
import dev.tandem.salesforce.simulator.soql.FieldPath;
import dev.tandem.salesforce.simulator.soql.Query;

/**
 * The description of a query's columns, which clients ask for before they print a table. A parent's field is below its
 * relationships, and the fields of children are below theirs.
 */
final class QueryColumns {
    private static final String JOINED = "joinColumns";

    private QueryColumns() {}

    /** Describes the columns of a query without running it. */
    static ObjectNode describe(Query query) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.set("columnMetadata", columns(query));
        return answer.put("entityName", query.object().name())
                .put("groupBy", query.isAggregate())
                .put(
                        "idSelected",
                        query.paths().stream().anyMatch(path -> path.text().equals("Id")))
                .put("keyPrefix", query.object().keyPrefix());
    }

    private static ArrayNode columns(Query query) {
        ArrayNode columns = Json.MAPPER.createArrayNode();
        for (Query.Selected selected : query.selected()) {
            columns.add(selected.isAggregate() ? aggregate(selected) : nested(selected.path()));
        }
        for (Query.Children children : query.children()) {
            ObjectNode column = column(children.relationship().name(), null).put("aggregate", true);
            column.set(JOINED, columns(children.query()));
            columns.add(column);
        }
        return columns;
    }

    private static ObjectNode aggregate(Query.Selected selected) {
        return column(selected.name(), selected.path().field()).put("aggregate", true);
    }

    private static ObjectNode nested(FieldPath path) {
        ObjectNode column = column(path.field().name(), path.field());
        for (int i = path.steps().size() - 1; i >= 0; i--) {
            ObjectNode outer = column(path.steps().get(i).relationship(), null);
            outer.withArray(JOINED).add(column);
            column = outer;
        }
        return column;
    }

    /** @param field null for a relationship */
    private static ObjectNode column(String name, Field field) {
        FieldType.Shape shape = field == null ? null : field.type().shape();
        ObjectNode column = Json.MAPPER
                .createObjectNode()
                .put("aggregate", false)
                .put("apexType", field == null ? null : field.type().wireName())
                .put("booleanType", shape == FieldType.Shape.BOOLEAN)
                .put("columnName", name)
                .put("custom", field != null && field.is("custom"))
                .put("displayName", name)
                .putNull("foreignKeyName")
                .put("insertable", field != null && field.is("createable"))
                .put("numberType", shape == FieldType.Shape.INTEGER || shape == FieldType.Shape.DECIMAL)
                .put("textType", shape == FieldType.Shape.TEXT)
                .put("updatable", field != null && field.is("updateable"));
        column.putArray(JOINED);
        return column;
    }
}
