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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code composite/batch}: up to 25 requests in one, each saved on its own, in their order. Source: "Batch" in the REST API
 * guide.
 */
final class BatchApi {
    private static final int LARGEST = 25;

    private final Function<ApiRequest, ApiResponse> api;

    /** Serves batches whose parts are answered by {@code api}. */
    BatchApi(Function<ApiRequest, ApiResponse> api) {
        this.api = api;
    }

    /** Returns the number of subrequests, for the API limit. */
    static int size(JsonNode body) {
        return body.path("batchRequests").size();
    }

    ApiResponse answer(ObjectNode body) {
        if (size(body) == 0 || size(body) > LARGEST) {
            throw new ApiFailure(
                    400, "LIMIT_EXCEEDED", "A batch must have between 1 and %s subrequests".formatted(LARGEST));
        }
        boolean halts = body.path("haltOnError").asBoolean();
        ObjectNode answer = Json.MAPPER.createObjectNode().put("hasErrors", false);
        ArrayNode results = answer.putArray("results");
        boolean failed = false;
        for (JsonNode subrequest : body.get("batchRequests")) {
            ApiResponse result = failed && halts ? halted() : run(subrequest);
            failed |= result.status() >= 400;
            results.addObject().put("statusCode", result.status()).set("result", result.bodyJson());
        }
        return ApiResponse.ok(answer.put("hasErrors", failed));
    }

    private ApiResponse run(JsonNode subrequest) {
        String url = subrequest.path("url").asText("");
        JsonNode input = subrequest.path("richInput");
        ApiRequest.Body content = input.isMissingNode() || input.isNull()
                ? ApiRequest.Body.EMPTY
                : ApiRequest.Body.of(input.toString().getBytes(StandardCharsets.UTF_8));
        String path = url.startsWith("/services/data/") ? url : "/services/data/" + url.replaceFirst("^/", "");
        return api.apply(ApiRequest.inner(
                subrequest.path("method").asText("").toUpperCase(Locale.ROOT), path, Map.of(), content));
    }

    private static ApiResponse halted() {
        return ApiResponse.error(412, "BATCH_PROCESSING_HALTED", "Batch processing halted per request", List.of());
    }
}
