/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;

/** The API that describes the org's objects. */
final class DescribeApi {
    private final Catalog catalog;

    DescribeApi(Catalog catalog) {
        this.catalog = catalog;
    }

    ApiResponse global(String version) {
        ObjectNode answer =
                Json.MAPPER.createObjectNode().put("encoding", "UTF-8").put("maxBatchSize", 200);
        ArrayNode objects = answer.putArray("sobjects");
        catalog.objects().forEach(object -> objects.add(versioned(object.summary(), version)));
        return ApiResponse.ok(answer);
    }

    ApiResponse basic(SObject object, String version) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.set("objectDescribe", versioned(object.summary(), version));
        answer.putArray("recentItems");
        return ApiResponse.ok(answer);
    }

    ApiResponse describe(SObject object, ApiRequest request, String version) {
        Preconditions.requireUnmodified(request, object.describedAt());
        ApiResponse answer = Preconditions.isUnchanged(request, object.describedAt())
                ? ApiResponse.empty(304)
                : ApiResponse.ok(versioned(object.describe(), version));
        return answer.with("Last-Modified", Preconditions.httpDate(object.describedAt()));
    }

    /** URLs in describes carry the version that was asked. */
    private static ObjectNode versioned(ObjectNode described, String version) {
        ObjectNode urls = (ObjectNode) described.get("urls");
        urls.fieldNames().forEachRemaining(name -> {
            String path = urls.get(name).textValue().replaceFirst("^/services/data/v[\\d.]+", "");
            urls.put(name, "/services/data/v" + version + path);
        });
        return described;
    }
}
