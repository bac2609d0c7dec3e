/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import java.util.List;

/** An external id that more than one record has: status 300 with the records' URLs. */
final class SeveralMatches extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> urls;

    SeveralMatches(List<String> urls) {
        super("Several records match", null, false, false);
        this.urls = urls;
    }

    ApiResponse response() {
        ArrayNode body = Json.MAPPER.createArrayNode();
        urls.forEach(body::add);
        return ApiResponse.json(300, body);
    }
}
