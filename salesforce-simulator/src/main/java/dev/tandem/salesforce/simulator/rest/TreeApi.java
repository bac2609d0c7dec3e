/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.SaveFailure;
import dev.tandem.salesforce.simulator.records.Transaction;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.ChildRelationship;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code composite/tree}: creates records with their children, all of them or none. Source: "sObject Tree" in the REST API
 * guide.
 */
final class TreeApi {
    private static final int LARGEST = 200;

    private final Catalog catalog;
    private final RecordStore store;

    TreeApi(Catalog catalog, RecordStore store) {
        this.catalog = catalog;
        this.store = store;
    }

    /** A record to create; {@code parent} and {@code relationship} are null for a root. */
    private record Node(
            SObject object, String referenceId, ObjectNode values, Node parent, ChildRelationship relationship) {}

    ApiResponse answer(SObject object, ObjectNode body, Caller caller) {
        List<Node> nodes = new ArrayList<>();
        for (JsonNode record : body.path("records")) {
            nodes.add(node(object, record, null, null));
        }
        // Parents stand before their children, as they do in the answer.
        for (int i = 0; i < nodes.size(); i++) {
            nodes.addAll(takeChildren(nodes.get(i)));
        }
        if (nodes.isEmpty() || nodes.size() > LARGEST) {
            throw new ApiFailure(400, "INVALID_INPUT", "A tree must have between 1 and %s records".formatted(LARGEST));
        }
        List<Node> repeated = repeated(nodes);
        return repeated.isEmpty() ? store.write(caller, transaction -> save(transaction, nodes)) : rejected(repeated);
    }

    private static List<Node> repeated(List<Node> nodes) {
        Map<String, List<Node>> byReference = nodes.stream()
                .collect(Collectors.groupingBy(Node::referenceId, LinkedHashMap::new, Collectors.toList()));
        return byReference.values().stream()
                .filter(same -> same.size() > 1)
                .map(same -> same.get(0))
                .toList();
    }

    private static ApiResponse rejected(List<Node> repeated) {
        ObjectNode answer = Json.MAPPER.createObjectNode().put("hasErrors", true);
        ArrayNode results = answer.putArray("results");
        for (Node node : repeated) {
            ObjectNode result = results.addObject().put("referenceId", node.referenceId());
            result.putArray("errors")
                    .addObject()
                    .put("statusCode", "INVALID_INPUT")
                    .put("message", "Duplicate ReferenceId provided in the request.")
                    .putArray("fields");
        }
        return ApiResponse.json(400, answer);
    }

    private static Node node(SObject object, JsonNode record, Node parent, ChildRelationship relationship) {
        String type = record.path("attributes").path("type").asText("");
        String referenceId = record.path("attributes").path("referenceId").asText("");
        if (!object.name().equalsIgnoreCase(type) || referenceId.isEmpty() || !(record instanceof ObjectNode values)) {
            throw new ApiFailure(
                    400,
                    "INVALID_INPUT",
                    "Each record of a tree needs a type, which is " + object.name() + ", and a referenceId");
        }
        return new Node(object, referenceId, values.deepCopy(), parent, relationship);
    }

    private List<Node> takeChildren(Node parent) {
        List<Node> children = new ArrayList<>();
        for (String name : List.copyOf(fieldNames(parent.values()))) {
            Optional<ChildRelationship> relationship = catalog.children(parent.object(), name);
            if (relationship.isPresent()) {
                for (JsonNode child : parent.values().remove(name).path("records")) {
                    children.add(node(relationship.get().child(), child, parent, relationship.get()));
                }
            }
        }
        return children;
    }

    private static List<String> fieldNames(ObjectNode values) {
        List<String> names = new ArrayList<>();
        values.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static ApiResponse save(Transaction transaction, List<Node> nodes) {
        Transaction.Savepoint before = transaction.savepoint();
        ArrayNode created = Json.MAPPER.createArrayNode();
        ArrayNode failed = Json.MAPPER.createArrayNode();
        for (Node node : nodes) {
            ObjectNode result = Json.MAPPER.createObjectNode().put("referenceId", node.referenceId());
            try {
                if (node.parent() != null) {
                    node.values()
                            .set(
                                    node.relationship().reference().name(),
                                    node.parent().values().get("Id"));
                }
                String id = transaction.create(node.object(), node.values());
                node.values().put("Id", id);
                created.add(result.put("id", id));
            } catch (SaveFailure e) {
                RecordsApi.requireJsonTypes(e);
                result.putArray("errors").add(CollectionsApi.error(e));
                failed.add(result);
            }
        }
        if (!failed.isEmpty()) {
            transaction.rollBackTo(before);
        }
        ObjectNode answer = Json.MAPPER.createObjectNode().put("hasErrors", !failed.isEmpty());
        answer.set("results", failed.isEmpty() ? created : failed);
        return ApiResponse.json(failed.isEmpty() ? 201 : 400, answer);
    }
}
