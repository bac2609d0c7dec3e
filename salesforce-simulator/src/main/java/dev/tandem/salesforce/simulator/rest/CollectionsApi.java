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
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.records.SalesforceId;
import dev.tandem.salesforce.simulator.records.SaveFailure;
import dev.tandem.salesforce.simulator.records.Sharing;
import dev.tandem.salesforce.simulator.records.Transaction;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/** {@code composite/sobjects}: up to 200 records in one request, which is one transaction. */
final class CollectionsApi {
    private static final int LARGEST = 200;
    private static final int LARGEST_RETRIEVE = 2000;

    private final Catalog catalog;
    private final RecordStore store;
    private final Sharing sharing;
    private final PublishApi publishing;

    CollectionsApi(Catalog catalog, RecordStore store, Sharing sharing, PublishApi publishing) {
        this.sharing = sharing;
        this.catalog = catalog;
        this.store = store;
        this.publishing = publishing;
    }

    ApiResponse answer(ApiRequest request, List<String> resource, Caller caller, String version) {
        if (!resource.get(0).equals("sobjects")) {
            throw ApiFailure.notFound();
        }
        boolean ofOneType = resource.size() > 1;
        return switch (request.method()) {
            case "POST" ->
                ofOneType ? retrieve(resource.get(1), request.json(), version) : saveAll(request, caller, this::create);
            case "GET" -> retrieve(resource.get(1), list(request, "ids"), list(request, "fields"), version);
            case "PATCH" -> ofOneType ? upsertAll(request, resource, caller) : saveAll(request, caller, this::update);
            case "DELETE" -> deleteAll(request, caller);
            default -> throw ApiFailure.methodNotAllowed(request.method(), "DELETE", "GET", "PATCH", "POST");
        };
    }

    private ObjectNode create(Transaction transaction, ObjectNode given) {
        SObject object = type(given);
        return object.isPlatformEvent()
                ? publishing.result(object, given)
                : RecordsApi.success(transaction.create(object, given));
    }

    private ObjectNode update(Transaction transaction, ObjectNode given) {
        SObject object = type(given);
        String id = id(object, given.path("id").asText(given.path("Id").asText("")));
        given.remove(List.of("id", "Id"));
        transaction.update(object, id, given);
        return RecordsApi.success(id);
    }

    private ApiResponse upsertAll(ApiRequest request, List<String> resource, Caller caller) {
        SObject object = object(resource.get(1));
        Field field = RecordsApi.externalId(object, resource.size() > 2 ? resource.get(2) : "Id");
        if (field.name().equals("Id")) {
            return saveAll(request, caller, (transaction, given) -> {
                boolean fresh = !given.has("Id") && !given.has("id");
                return (fresh ? create(transaction, given) : update(transaction, given)).put("created", fresh);
            });
        }
        return saveAll(request, caller, (transaction, given) -> {
            Transaction.Upserted upserted = transaction.upsert(object, field, given);
            return RecordsApi.success(upserted.id()).put("created", upserted.created());
        });
    }

    private ApiResponse deleteAll(ApiRequest request, Caller caller) {
        List<String> ids = list(request, "ids");
        requireAtMost(ids.size(), LARGEST);
        boolean allOrNone = Boolean.parseBoolean(request.parameter("allOrNone"));
        return ApiResponse.ok(store.write(
                caller,
                transaction -> each(transaction, ids, allOrNone, (running, text) -> {
                    SObject object = catalog.objectOfPrefix(text.substring(0, Math.min(3, text.length())));
                    if (object == null) {
                        throw new SaveFailure("MALFORMED_ID", "malformed id " + text);
                    }
                    String id = id(object, text);
                    running.delete(object, id);
                    return RecordsApi.success(id);
                })));
    }

    private ApiResponse saveAll(
            ApiRequest request, Caller caller, BiFunction<Transaction, ObjectNode, ObjectNode> save) {
        ObjectNode body = request.json();
        List<ObjectNode> given = new ArrayList<>();
        if (!body.path("records").isArray()) {
            throw new ApiFailure(400, "JSON_PARSER_ERROR", "The records of the request are missing");
        }
        for (JsonNode record : body.get("records")) {
            if (!record.isObject()) {
                throw new ApiFailure(400, "JSON_PARSER_ERROR", "Each of the records must be an object");
            }
            given.add((ObjectNode) record);
        }
        requireAtMost(given.size(), LARGEST);
        boolean allOrNone = body.path("allOrNone").asBoolean();
        return ApiResponse.ok(store.write(caller, transaction -> each(transaction, given, allOrNone, save)));
    }

    private static <T> ArrayNode each(
            Transaction transaction, List<T> given, boolean allOrNone, BiFunction<Transaction, T, ObjectNode> save) {
        ArrayNode results = Json.MAPPER.createArrayNode();
        Transaction.Savepoint before = transaction.savepoint();
        boolean failed = false;
        for (T record : given) {
            try {
                results.add(save.apply(transaction, record));
            } catch (SaveFailure e) {
                RecordsApi.requireJsonTypes(e);
                failed = true;
                results.add(failure(e));
            }
        }
        if (!failed || !allOrNone) {
            return results;
        }
        transaction.rollBackTo(before);
        ArrayNode rolledBack = Json.MAPPER.createArrayNode();
        for (JsonNode result : results) {
            rolledBack.add(
                    result.get("success").booleanValue()
                            ? failure(
                                    new SaveFailure(
                                            "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                                            "Record rolled back because not all records were valid and the request was using AllOrNone header"))
                            : result);
        }
        return rolledBack;
    }

    private static ObjectNode failure(SaveFailure failure) {
        ObjectNode result = Json.MAPPER.createObjectNode().put("success", false);
        result.putArray("errors").add(error(failure));
        return result;
    }

    /** Returns the error of one record among several, whose code goes by another name than that of a request. */
    static ObjectNode error(SaveFailure failure) {
        ObjectNode error = Json.MAPPER.createObjectNode();
        error.put("statusCode", failure.code()).put("message", failure.getMessage());
        ArrayNode names = error.putArray("fields");
        failure.fields().forEach(names::add);
        return error;
    }

    private ApiResponse retrieve(String objectName, ObjectNode body, String version) {
        return retrieve(objectName, texts(body.path("ids")), texts(body.path("fields")), version);
    }

    /** Answers with records in the order of the ids, and null for those that are not there or not visible. */
    private ApiResponse retrieve(String objectName, List<String> ids, List<String> fieldNames, String version) {
        SObject object = object(objectName);
        requireAtMost(ids.size(), LARGEST_RETRIEVE);
        List<Field> fields = new ArrayList<>();
        for (String name : fieldNames) {
            Field field = object.field(name);
            if (field == null) {
                throw new ApiFailure(
                        400, "INVALID_FIELD", "No such column '%s' on entity '%s'".formatted(name, object.name()));
            }
            fields.add(field);
        }
        ArrayNode results = Json.MAPPER.createArrayNode();
        for (String text : ids) {
            String id = SalesforceId.canonical(text);
            Row row = store.isLive(object, id) ? store.row(object, id) : null;
            boolean hidden = row == null || !sharing.of(object).test(row);
            results.add(hidden ? Json.MAPPER.nullNode() : RecordJson.of(object, row, fields, version));
        }
        return ApiResponse.ok(results);
    }

    private SObject type(ObjectNode given) {
        String name = given.path("attributes").path("type").asText("");
        SObject object = catalog.object(name);
        if (object == null) {
            throw new SaveFailure("INVALID_TYPE", "sObject type '" + name + "' is not supported.");
        }
        return object;
    }

    private SObject object(String name) {
        SObject object = catalog.object(name);
        if (object == null) {
            throw ApiFailure.notFound();
        }
        return object;
    }

    private String id(SObject object, String text) {
        boolean right = SalesforceId.isWellFormed(text) && text.startsWith(object.keyPrefix());
        if (!right) {
            throw new SaveFailure(
                    "MALFORMED_ID", "%s ID: id value of incorrect type: %s".formatted(object.label(), text), "Id");
        }
        String id = SalesforceId.canonical(text);
        if (store.row(object, id) == null) {
            throw new SaveFailure("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
        }
        return id;
    }

    private static void requireAtMost(int asked, int most) {
        if (asked > most) {
            throw new ApiFailure(
                    400,
                    "EXCEEDED_ID_LIMIT",
                    "record limit reached. cannot submit more than " + most + " records into this call");
        }
    }

    private static List<String> list(ApiRequest request, String parameter) {
        String value = request.parameter(parameter);
        return value == null ? List.of() : Arrays.asList(value.split(",", -1));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
