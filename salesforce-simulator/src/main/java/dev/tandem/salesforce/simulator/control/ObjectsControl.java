/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.believable.RecordGenerator;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.records.SaveFailure;
import dev.tandem.salesforce.simulator.records.Transaction;
import dev.tandem.salesforce.simulator.rest.RecordJson;
import dev.tandem.salesforce.simulator.rest.Versions;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** {@code /simulator/objects}: descriptions and records from behind the APIs. */
final class ObjectsControl {
    /** The number of records that one API request can write; more are split into several transactions. */
    private static final int TRANSACTION = 200;

    private final Catalog catalog;
    private final RecordStore store;
    private final RecordGenerator generator;
    private final String userId;
    private final RulesControl rules;

    ObjectsControl(Catalog catalog, RecordStore store, RecordGenerator generator, String userId, Clock clock) {
        this.catalog = catalog;
        this.store = store;
        this.generator = generator;
        this.userId = userId;
        this.rules = new RulesControl(catalog, store, clock);
    }

    ApiResponse answer(ApiRequest request, List<String> path) {
        if (path.size() == 1 && request.method().equals("PUT")) {
            String name = path.get(0);
            return described(
                    store.redescribe(() -> catalog.object(name), () -> catalog.describe(name, request.json())));
        }
        SObject object = path.isEmpty() ? null : catalog.object(path.get(0));
        if (object == null) {
            throw ApiFailure.notFound();
        }
        if (path.size() == 1) {
            return described(object);
        }
        return switch (path.get(1)) {
            case "fields" -> fields(object, request, path);
            case "rules" -> {
                store.setRules(object, rules.rules(object, request.json()));
                yield ApiResponse.empty(204);
            }
            case "records" -> records(object, request, path);
            default -> throw ApiFailure.notFound();
        };
    }

    private ApiResponse fields(SObject object, ApiRequest request, List<String> path) {
        if (request.method().equals("POST")) {
            JsonNode given = request.anyJson();
            List<ObjectNode> fields = new ArrayList<>();
            if (given.isArray()) {
                given.forEach(field -> fields.add((ObjectNode) field));
            } else {
                fields.add((ObjectNode) given);
            }
            fields.forEach(field -> store.redescribe(() -> catalog.object(object.name()), () -> add(object, field)));
            return described(catalog.object(object.name()));
        }
        if (!request.method().equals("DELETE") || path.size() < 3 || object.field(path.get(2)) == null) {
            throw ApiFailure.notFound();
        }
        return described(store.redescribe(
                () -> catalog.object(object.name()), () -> catalog.removeField(object.name(), path.get(2))));
    }

    /** Adds a field. Its {@code values}, by record, are there from the first, as those of a field that had another name. */
    private SObject add(SObject object, ObjectNode field) {
        JsonNode values = field.path("values");
        SObject now = catalog.addField(object.name(), field.without("values"));
        if (!values.isEmpty()) {
            store.fill(now, now.field(field.get("name").textValue()), values);
        }
        return now;
    }

    private ApiResponse records(SObject object, ApiRequest request, List<String> path) {
        ObjectNode body = request.method().equals("GET") ? Json.MAPPER.createObjectNode() : request.json();
        try {
            if (path.size() > 2) {
                return onIds(body, (transaction, id) -> transaction.undelete(object, id));
            }
            return switch (request.method()) {
                case "GET" -> list(object, request.parameter("ids"));
                case "POST" -> create(object, body);
                case "PATCH" -> update(object, body);
                case "DELETE" -> delete(object, body);
                default -> throw ApiFailure.methodNotAllowed(request.method(), "DELETE", "GET", "PATCH", "POST");
            };
        } catch (SaveFailure e) {
            throw new ApiFailure(400, e.code(), e.getMessage(), e.fields().toArray(String[]::new));
        }
    }

    private ApiResponse list(SObject object, String ids) {
        Set<String> wanted = ids == null ? null : Set.of(ids.split(",", -1));
        return new ApiResponse(200, "application/json;charset=UTF-8", Map.of(), out -> {
            try (var json = Json.MAPPER.createGenerator(out)) {
                json.writeStartObject();
                json.writeArrayFieldStart("records");
                for (Row row : store.rows(object)) {
                    if (wanted == null || wanted.contains(row.value(object.systemField("Id")))) {
                        json.writeTree(RecordJson.of(object, row, object.fields(), Versions.NEWEST + ".0"));
                    }
                }
                json.writeEndArray();
                json.writeEndObject();
            }
        });
    }

    private ApiResponse create(SObject object, ObjectNode body) {
        List<JsonNode> given = new ArrayList<>();
        body.path("records").forEach(given::add);
        int count = body.path("count").asInt(given.size());
        ArrayNode ids = Json.MAPPER.createArrayNode();
        for (int from = 0; from < count; from += TRANSACTION) {
            int first = from;
            int beyond = Math.min(count, from + TRANSACTION);
            write(body, transaction -> {
                for (int i = first; i < beyond; i++) {
                    ObjectNode record = given.isEmpty() ? generator.create(object) : (ObjectNode) given.get(i);
                    ids.add(transaction.create(object, record));
                }
                return null;
            });
        }
        return ApiResponse.json(201, Json.MAPPER.createObjectNode().set("ids", ids));
    }

    private ApiResponse update(SObject object, ObjectNode body) {
        write(body, transaction -> {
            for (JsonNode given : body.path("records")) {
                ObjectNode record = given.deepCopy();
                String id = record.remove("Id").asText();
                transaction.update(object, id, record);
            }
            return null;
        });
        return ApiResponse.empty(204);
    }

    private ApiResponse delete(SObject object, ObjectNode body) {
        List<String> ids = new ArrayList<>();
        body.path("ids").forEach(id -> ids.add(id.asText()));
        write(body, transaction -> {
            ids.stream().filter(id -> transaction.isLive(object, id)).forEach(id -> transaction.delete(object, id));
            return null;
        });
        if (body.path("purge").asBoolean()) {
            store.purge(object, ids);
        }
        return ApiResponse.empty(204);
    }

    /** Something that is done to each of the records named. */
    private interface OnRecord {
        void apply(Transaction transaction, String id);
    }

    private ApiResponse onIds(ObjectNode body, OnRecord change) {
        write(body, transaction -> {
            body.path("ids").forEach(id -> change.apply(transaction, id.asText()));
            return null;
        });
        return ApiResponse.empty(204);
    }

    private void write(ObjectNode body, Function<Transaction, Void> work) {
        Caller caller = body.hasNonNull("client")
                ? Caller.rest(userId, Versions.NEWEST + ".0", body.get("client").asText())
                : Caller.userInterface(userId);
        if (body.path("events").asBoolean(true)) {
            store.writeTrusted(caller, work);
        } else {
            store.load(caller, work);
        }
    }

    private static ApiResponse described(SObject object) {
        return ApiResponse.ok(object.describe());
    }
}
