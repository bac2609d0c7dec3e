/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.faults.Fault;
import dev.tandem.salesforce.simulator.faults.Faults;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.records.SalesforceId;
import dev.tandem.salesforce.simulator.records.Sharing;
import dev.tandem.salesforce.simulator.records.Wire;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.soql.Query;
import dev.tandem.salesforce.simulator.soql.Query.Reach;
import dev.tandem.salesforce.simulator.soql.SoqlError;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code query} and {@code queryAll}, page by page. */
final class QueryApi {
    private static final int LARGEST_PAGE = 2000;
    private static final int SMALLEST_PAGE = 200;
    private static final int OPEN_CURSORS = 500;
    private static final Pattern BATCH_SIZE = Pattern.compile("batchSize=(\\d+)");
    private static final Pattern LOCATOR = Pattern.compile("(\\w{18})-(\\d+)");

    private record Cursor(Query query, List<Row> rows, int pageSize) {}

    private final Map<String, Cursor> cursors = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cursor> eldest) {
            return size() > OPEN_CURSORS;
        }
    };
    private final AtomicLong cursorNumbers = new AtomicLong();
    private final Catalog catalog;
    private final RecordStore store;
    private final Sharing sharing;
    private final PermissionQueries permissions;
    private final Faults faults;
    private final Clock clock;

    QueryApi(Catalog catalog, RecordStore store, Sharing sharing, Faults faults, Clock clock) {
        this.sharing = sharing;
        this.permissions = new PermissionQueries(catalog, sharing);
        this.catalog = catalog;
        this.store = store;
        this.faults = faults;
        this.clock = clock;
    }

    ApiResponse answer(ApiRequest request, List<String> resource, String version) {
        if (!request.method().equals("GET")) {
            throw ApiFailure.methodNotAllowed(request.method(), "HEAD", "GET");
        }
        if (resource.size() > 1) {
            return next(resource.get(1), version);
        }
        String soql = request.parameter("q");
        if (soql == null) {
            throw new ApiFailure(400, "MALFORMED_QUERY", "A query string has to be specified");
        }
        Optional<ApiResponse> permission = permissions.answer(soql, version);
        if (permission.isPresent()) {
            return permission.get();
        }
        Reach reach = resource.get(0).equals("queryAll") ? Reach.DELETED_TOO : Reach.LIVE;
        try {
            Query query = Query.parse(soql, catalog, store, clock);
            boolean columns = Boolean.parseBoolean(request.parameter("columns"));
            return columns
                    ? ApiResponse.ok(QueryColumns.describe(query))
                    : first(query, reach, pageSize(request), version);
        } catch (SoqlError e) {
            throw new ApiFailure(400, e.code(), e.getMessage());
        }
    }

    private ApiResponse first(Query query, Reach reach, int pageSize, String version) {
        if (query.isCount()) {
            return ApiResponse.ok(result(query.rows(reach).size()));
        }
        if (query.isAggregate()) {
            return ApiResponse.ok(aggregates(query, reach));
        }
        Cursor cursor = new Cursor(query, query.rows(reach, sharing.of(query.object())), pageSize);
        String id = SalesforceId.of("0r8", cursorNumbers.incrementAndGet());
        if (cursor.rows().size() > pageSize) {
            synchronized (cursors) {
                cursors.put(id, cursor);
            }
        }
        return page(id, cursor, 0, version);
    }

    private ApiResponse next(String locator, String version) {
        Matcher matcher = LOCATOR.matcher(locator);
        boolean expired = faults.tryStrike(Fault.EXPIRED_LOCATORS);
        Cursor cursor = null;
        if (matcher.matches() && !expired) {
            synchronized (cursors) {
                cursor = cursors.get(matcher.group(1));
            }
        }
        if (cursor == null || Integer.parseInt(matcher.group(2)) > cursor.rows().size()) {
            throw new ApiFailure(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
        }
        return page(matcher.group(1), cursor, Integer.parseInt(matcher.group(2)), version);
    }

    private static ApiResponse page(String id, Cursor cursor, int from, String version) {
        List<Row> rows = cursor.rows();
        int to = Math.min(rows.size(), from + cursor.pageSize());
        ObjectNode result = result(rows.size());
        if (to < rows.size()) {
            result.put("done", false);
            result.put("nextRecordsUrl", "/services/data/v%s/query/%s-%s".formatted(version, id, to));
        }
        ArrayNode records = result.putArray("records");
        for (Row row : rows.subList(from, to)) {
            records.add(RecordJson.of(cursor.query(), row, version));
        }
        return ApiResponse.ok(result);
    }

    private static ObjectNode aggregates(Query query, Reach reach) {
        List<Map<String, Object>> groups = query.groups(reach);
        ObjectNode result = result(groups.size());
        ArrayNode records = result.putArray("records");
        for (Map<String, Object> group : groups) {
            ObjectNode record = records.addObject();
            record.putObject("attributes").put("type", "AggregateResult");
            group.forEach((name, value) -> record.set(name, Wire.REST.json(value)));
        }
        return result;
    }

    private static ObjectNode result(int totalSize) {
        ObjectNode result =
                Json.MAPPER.createObjectNode().put("totalSize", totalSize).put("done", true);
        result.putArray("records");
        return result;
    }

    private static int pageSize(ApiRequest request) {
        String options = request.header("Sforce-Query-Options");
        Matcher matcher = BATCH_SIZE.matcher(options == null ? "" : options);
        return matcher.find()
                ? Math.max(SMALLEST_PAGE, Math.min(LARGEST_PAGE, Integer.parseInt(matcher.group(1))))
                : LARGEST_PAGE;
    }
}
