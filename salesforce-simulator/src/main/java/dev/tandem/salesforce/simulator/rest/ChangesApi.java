/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.records.Values;
import dev.tandem.salesforce.simulator.records.Wire;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** {@code sobjects/X/updated} and {@code .../deleted}: the ids that changed in a span of time. */
final class ChangesApi {
    private final RecordStore store;

    ChangesApi(RecordStore store) {
        this.store = store;
    }

    ApiResponse updated(SObject object, ApiRequest request) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode ids = answer.putArray("ids");
        within(object, request).stream()
                .filter(row -> !isDeleted(object, row))
                .forEach(row -> ids.add(id(object, row)));
        return ApiResponse.ok(answer.put("latestDateCovered", Wire.REST.text(moment(request, "end"))));
    }

    ApiResponse deleted(SObject object, ApiRequest request) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode records = answer.putArray("deletedRecords");
        Instant known = store.deletesKnownSince(object).truncatedTo(ChronoUnit.MILLIS);
        if (moment(request, "start").isBefore(known)) {
            throw new ApiFailure(400, "INVALID_REPLICATION_DATE", "startDate before org replication enabled date");
        }
        within(object, request).stream()
                .filter(row -> isDeleted(object, row))
                .forEach(row -> records.addObject()
                        .put("id", id(object, row))
                        .put("deletedDate", Wire.REST.text(row.value(object.systemField("SystemModstamp")))));
        answer.put("earliestDateAvailable", Wire.REST.text(known));
        return ApiResponse.ok(answer.put("latestDateCovered", Wire.REST.text(moment(request, "end"))));
    }

    private List<Row> within(SObject object, ApiRequest request) {
        Instant start = moment(request, "start");
        Instant end = moment(request, "end");
        if (!start.isBefore(end)) {
            throw new ApiFailure(400, "INVALID_REPLICATION_DATE", "startDate before org replication enabled date");
        }
        List<Row> rows = new ArrayList<>(store.rows(object));
        rows.removeIf(row -> {
            Instant modified = (Instant) row.value(object.systemField("SystemModstamp"));
            return modified.isBefore(start) || modified.isAfter(end);
        });
        return rows;
    }

    private static Instant moment(ApiRequest request, String parameter) {
        try {
            return Values.datetime(String.valueOf(request.parameter(parameter)).replace(' ', '+'));
        } catch (DateTimeException e) {
            throw new ApiFailure(400, "INVALID_DATE_FORMAT", parameter + " is not a dateTime");
        }
    }

    private static boolean isDeleted(SObject object, Row row) {
        return Boolean.TRUE.equals(row.value(object.systemField("IsDeleted")));
    }

    private static String id(SObject object, Row row) {
        return (String) row.value(object.systemField("Id"));
    }
}
