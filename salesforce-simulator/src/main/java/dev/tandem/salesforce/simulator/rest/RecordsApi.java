/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tandem.salesforce.simulator.faults.Fault;
import dev.tandem.salesforce.simulator.faults.Faults;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** {@code sobjects/X}: one record at a time, by id or by external id. */
final class RecordsApi {
    private final RecordStore store;
    private final Faults faults;

    RecordsApi(RecordStore store, Faults faults) {
        this.store = store;
        this.faults = faults;
    }

    ApiResponse create(SObject object, ApiRequest request, Caller caller, String version) {
        ObjectNode values = request.json();
        requireNoId(values);
        return saved(() -> {
            String id = store.write(caller, transaction -> transaction.create(object, values));
            return ApiResponse.json(201, success(id))
                    .with("Location", "/services/data/v%s/sobjects/%s/%s".formatted(version, object.name(), id));
        });
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
                ObjectNode values = request.json();
                requireNoId(values);
                yield guarded(object, id, request, caller, transaction -> transaction.update(object, id, values));
            }
            case "DELETE" -> delete(object, id, request, caller);
            default -> throw ApiFailure.methodNotAllowed(request.method(), "DELETE", "GET", "PATCH");
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
            Transaction.Upserted upserted = store.write(caller, transaction -> {
                requireAtMostOne(object, version, transaction.withValue(object, field, key(field, value)));
                return transaction.upsert(object, field, values.put(field.name(), value));
            });
            ObjectNode answer = success(upserted.id()).put("created", upserted.created());
            return ApiResponse.json(upserted.created() ? 201 : 200, answer);
        });
    }

    /** The field by which an upsert finds records. */
    static Field externalId(SObject object, String name) {
        Field field = object.field(name);
        if (field == null || (!field.is("externalId") && !field.is("idLookup"))) {
            throw noExternalId(name);
        }
        return field;
    }

    /** Returns Salesforce's answer to a name that is neither an id nor an external id. */
    private static ApiFailure noExternalId(String name) {
        return new ApiFailure(
                404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + name);
    }

    static ObjectNode success(String id) {
        ObjectNode answer = Json.MAPPER.createObjectNode().put("id", id).put("success", true);
        answer.putArray("errors");
        return answer;
    }

    private ApiResponse delete(SObject object, String id, ApiRequest request, Caller caller) {
        if (faults.tryStrike(Fault.CONDITIONAL_DELETES)) {
            return guarded(object, id, request, caller, transaction -> transaction.delete(object, id));
        }
        return saved(() -> {
            store.write(caller, transaction -> {
                transaction.delete(object, id);
                return id;
            });
            return ApiResponse.empty(204);
        });
    }

    /** Runs a write if the record is as old as the request demands, which is checked once the row is locked. */
    private ApiResponse guarded(
            SObject object, String id, ApiRequest request, Caller caller, Consumer<Transaction> write) {
        boolean hasGuard = Preconditions.hasGuard(request);
        Optional<Duration> early = hasGuard ? faults.duration(Fault.EARLY_PRECONDITION, 0) : Optional.empty();
        early.ifPresent(time -> {
            requireUnmodified(object, store.row(object, id), request);
            sleep(time);
        });
        return saved(() -> {
            store.write(caller, transaction -> {
                if (hasGuard && early.isEmpty()) {
                    requireUnmodified(object, transaction.lockedRowOrNull(object, id), request);
                }
                write.accept(transaction);
                return id;
            });
            return ApiResponse.empty(204);
        });
    }

    private static void requireUnmodified(SObject object, Row row, ApiRequest request) {
        if (row != null) {
            Preconditions.requireUnmodified(request, (Instant) row.value(object.systemField("LastModifiedDate")));
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void requireNoId(ObjectNode values) {
        if (values.has("Id") || values.has("id")) {
            throw new ApiFailure(400, "INVALID_FIELD", "The Id field should not be specified in the sobject data.");
        }
    }

    private String existing(SObject object, String text) {
        if (!SalesforceId.isWellFormed(text)) {
            throw noExternalId(text);
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

    private static String only(SObject object, String version, Set<String> ids) {
        if (ids.isEmpty()) {
            throw ApiFailure.notFound();
        }
        requireAtMostOne(object, version, ids);
        return ids.iterator().next();
    }

    /** Answers several matches with their URLs and status 300. */
    private static void requireAtMostOne(SObject object, String version, Set<String> ids) {
        if (ids.size() > 1) {
            throw new SeveralMatches(ids.stream()
                    .map(id -> "/services/data/v%s/sobjects/%s/%s".formatted(version, object.name(), id))
                    .toList());
        }
    }

    /** Runs a write and answers with what went wrong with it, if anything did. */
    private static ApiResponse saved(Supplier<ApiResponse> write) {
        try {
            return write.get();
        } catch (SaveFailure e) {
            requireJsonTypes(e);
            return ApiResponse.error(status(e.code()), e.code(), e.getMessage(), e.fields(), e.details());
        }
    }

    /** Answers a value of the wrong type as Salesforce's JSON parser does, which fails the request as a whole. */
    static void requireJsonTypes(SaveFailure failure) {
        if (failure.isWrongType()) {
            throw new ApiFailure(
                    400,
                    "JSON_PARSER_ERROR",
                    "Cannot deserialize instance of %s from VALUE_STRING value %s or request may be missing a required field at [line:1, column:2]"
                            .formatted(
                                    failure.details().path("type").asText(),
                                    failure.details().path("value").asText()));
        }
    }

    /** Returns the HTTP status of a failed save. The 500 of a locked row is that of production logs. */
    private static int status(String code) {
        return switch (code) {
            case "ENTITY_IS_DELETED" -> 404;
            case "UNABLE_TO_LOCK_ROW" -> 500;
            default -> 400;
        };
    }
}
