/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.records.SalesforceId;
import dev.tandem.salesforce.simulator.records.SaveFailure;
import dev.tandem.salesforce.simulator.records.Transaction;
import dev.tandem.salesforce.simulator.records.Values;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** {@code sobjects/X}: one record at a time, by id or by external id. */
final class RecordsApi {
    private final RecordStore store;

    RecordsApi(RecordStore store) {
        this.store = store;
    }

    /** The result of an upsert. */
    record Upserted(String id, boolean created) {}

    ApiResponse create(SObject object, ApiRequest request, Caller caller) {
        ObjectNode values = request.json();
        requireNoId(values);
        return saved(() -> created(store.write(caller, transaction -> transaction.create(object, values))));
    }

    ApiResponse byId(SObject object, String idText, ApiRequest request, Caller caller, String version) {
        String id = existing(object, idText);
        Row row = store.row(object, id);
        Instant modified = (Instant) row.value(object.systemField("LastModifiedDate"));
        return switch (request.method()) {
            case "GET" ->
                Preconditions.isUnchanged(request, modified)
                        ? ApiResponse.empty(304)
                        : ApiResponse.ok(RecordJson.of(object, row, asked(object, request), version))
                                .with("Last-Modified", Preconditions.httpDate(modified));
            case "PATCH" -> {
                Preconditions.requireUnmodified(request, modified);
                yield update(object, id, request.json(), caller);
            }
            case "DELETE" ->
                saved(() -> {
                    store.write(caller, transaction -> {
                        transaction.delete(object, id);
                        return id;
                    });
                    return ApiResponse.empty(204);
                });
            default -> throw ApiFailure.methodNotAllowed(request.method());
        };
    }

    ApiResponse byExternalId(
            SObject object, String fieldName, String value, ApiRequest request, Caller caller, String version) {
        if (fieldName.equalsIgnoreCase("Id")) {
            return byId(object, value, request, caller, version);
        }
        Field field = externalId(object, fieldName);
        if (!request.method().equals("PATCH")) {
            String id = only(object, version, store.withValue(object, field, key(field, value)));
            return byId(object, id, request, caller, version);
        }
        ObjectNode values = request.json();
        requireNoId(values);
        boolean updateOnly = Boolean.parseBoolean(request.parameter("updateOnly"));
        if (updateOnly && store.withValue(object, field, key(field, value)).isEmpty()) {
            throw ApiFailure.notFound();
        }
        return saved(() -> {
            Upserted upserted = store.write(
                    caller,
                    transaction -> upsert(transaction, object, field, values.put(field.name(), value), version));
            ObjectNode answer = success(upserted.id()).put("created", upserted.created());
            return ApiResponse.json(upserted.created() ? 201 : 200, answer);
        });
    }

    /** Creates the record, or updates the one that has the value of the external id. */
    Upserted upsert(Transaction transaction, SObject object, Field field, ObjectNode values, String version) {
        Object key = Values.stored(field, values.get(field.name()));
        if (key == null) {
            throw new SaveFailure("MISSING_ARGUMENT", field.name() + " not specified", field.name());
        }
        Set<String> matches = transaction.withValue(object, field, key);
        if (matches.isEmpty()) {
            return new Upserted(transaction.create(object, values), true);
        }
        String id = only(object, version, matches);
        transaction.update(object, id, values);
        return new Upserted(id, false);
    }

    /** The field by which an upsert finds records. */
    static Field externalId(SObject object, String name) {
        Field field = object.field(name);
        if (field == null || (!field.is("externalId") && !field.is("idLookup"))) {
            throw new ApiFailure(
                    404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + name);
        }
        return field;
    }

    static ObjectNode success(String id) {
        ObjectNode answer = Json.MAPPER.createObjectNode().put("id", id).put("success", true);
        answer.putArray("errors");
        return answer;
    }

    private static ApiResponse created(String id) {
        return ApiResponse.json(201, success(id)).with("Location", "/services/data/sobjects/" + id);
    }

    private ApiResponse update(SObject object, String id, ObjectNode values, Caller caller) {
        requireNoId(values);
        return saved(() -> {
            store.write(caller, transaction -> {
                transaction.update(object, id, values);
                return id;
            });
            return ApiResponse.empty(204);
        });
    }

    private static void requireNoId(ObjectNode values) {
        if (values.has("Id") || values.has("id")) {
            throw new ApiFailure(400, "INVALID_FIELD", "The Id field should not be specified in the sobject data.");
        }
    }

    private String existing(SObject object, String text) {
        if (!SalesforceId.isWellFormed(text)) {
            throw ApiFailure.notFound();
        }
        String id = SalesforceId.canonical(text);
        if (!id.startsWith(object.keyPrefix())) {
            throw new ApiFailure(
                    400, "MALFORMED_ID", "%s ID: id value of incorrect type: %s".formatted(object.label(), text), "Id");
        }
        if (store.row(object, id) == null) {
            throw ApiFailure.notFound();
        }
        if (!store.isLive(object, id)) {
            throw new ApiFailure(404, "ENTITY_IS_DELETED", "entity is deleted");
        }
        return id;
    }

    private static List<Field> asked(SObject object, ApiRequest request) {
        String names = request.parameter("fields");
        if (names == null) {
            return object.fields();
        }
        List<Field> fields = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            Field field = object.field(name.strip());
            if (field == null) {
                throw new ApiFailure(
                        400, "INVALID_FIELD", "No such column '%s' on entity '%s'".formatted(name, object.name()));
            }
            fields.add(field);
        }
        return fields;
    }

    private static Object key(Field field, String value) {
        try {
            return Values.stored(field, TextNode.valueOf(value));
        } catch (SaveFailure e) {
            throw ApiFailure.notFound();
        }
    }

    /** Several matches are answered with their URLs and status 300. */
    private static String only(SObject object, String version, Set<String> ids) {
        if (ids.isEmpty()) {
            throw ApiFailure.notFound();
        }
        if (ids.size() > 1) {
            throw new SeveralMatches(ids.stream()
                    .map(id -> "/services/data/v%s/sobjects/%s/%s".formatted(version, object.name(), id))
                    .toList());
        }
        return ids.iterator().next();
    }

    /** Runs a write and answers with what went wrong with it, if anything did. */
    private static ApiResponse saved(Supplier<ApiResponse> write) {
        try {
            return write.get();
        } catch (SaveFailure e) {
            int status = e.code().equals("ENTITY_IS_DELETED") ? 404 : 400;
            return ApiResponse.error(status, e.code(), e.getMessage(), e.fields());
        }
    }
}
