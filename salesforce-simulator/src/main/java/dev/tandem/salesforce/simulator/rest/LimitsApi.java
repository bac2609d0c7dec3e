/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.limits.DailyMeter;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.schema.Catalog;
import java.util.List;
import java.util.function.LongSupplier;

/** {@code limits} and {@code limits/recordCount}. */
final class LimitsApi {
    private static final long BULK_QUERY_JOBS = 10_000;

    private final ApiUsage usage;
    private final DailyMeter delivered;
    private final LongSupplier bulkJobs;
    private final Catalog catalog;
    private final RecordStore store;

    LimitsApi(ApiUsage usage, DailyMeter delivered, LongSupplier bulkJobs, Catalog catalog, RecordStore store) {
        this.usage = usage;
        this.delivered = delivered;
        this.bulkJobs = bulkJobs;
        this.catalog = catalog;
        this.store = store;
    }

    ApiResponse answer(ApiRequest request, List<String> resource) {
        if (resource.size() > 1 && resource.get(1).equals("recordCount")) {
            return recordCount(request);
        }
        ObjectNode limits = Json.MAPPER.createObjectNode();
        put(limits, "DailyApiRequests", usage.max(), usage.used());
        put(limits, "DailyBulkApiBatches", 15_000, 0);
        put(limits, "DailyBulkV2QueryFileStorageMB", 976_562, 0);
        put(limits, "DailyBulkV2QueryJobs", BULK_QUERY_JOBS, bulkJobs.getAsLong());
        put(limits, "DailyDeliveredPlatformEvents", delivered.max(), delivered.used());
        put(limits, "DailyDurableGenericStreamingApiEvents", 1_000_000, 0);
        put(limits, "DailyDurableStreamingApiEvents", 1_000_000, 0);
        put(limits, "DailyStandardVolumePlatformEvents", 25_000, 0);
        put(limits, "DataStorageMB", 1_073, 0);
        put(limits, "DurableStreamingApiConcurrentClients", 2_000, 0);
        put(limits, "FileStorageMB", 1_073, 0);
        put(limits, "HourlyPublishedPlatformEvents", 50_000, 0);
        put(limits, "MonthlyPlatformEventsUsageEntitlement", 1_500_000, 0);
        return ApiResponse.ok(limits);
    }

    private ApiResponse recordCount(ApiRequest request) {
        String asked = request.parameter("sObjects");
        List<String> names = asked == null ? List.of() : List.of(asked.split(",", -1));
        ObjectNode answer = Json.MAPPER.createObjectNode();
        var counts = answer.putArray("sObjects");
        catalog.objects().stream()
                .filter(object -> asked == null || names.contains(object.name()))
                .forEach(object ->
                        counts.addObject().put("count", store.liveCount(object)).put("name", object.name()));
        return ApiResponse.ok(answer);
    }

    private static void put(ObjectNode limits, String name, long max, long used) {
        limits.putObject(name).put("Max", max).put("Remaining", Math.max(0, max - used));
    }
}
