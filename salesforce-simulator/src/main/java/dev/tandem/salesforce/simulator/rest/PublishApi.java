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
import dev.tandem.salesforce.simulator.publish.EventSchema;
import dev.tandem.salesforce.simulator.publish.PlatformEvents;
import dev.tandem.salesforce.simulator.publish.Publishing;
import dev.tandem.salesforce.simulator.publish.StreamingChannels;
import dev.tandem.salesforce.simulator.records.SalesforceId;
import dev.tandem.salesforce.simulator.records.SaveFailure;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.concurrent.atomic.AtomicLong;

/** Publishing of platform events and generic events, and the schemas of platform events. */
final class PublishApi {
    private final Catalog catalog;
    private final PlatformEvents events;
    private final StreamingChannels channels;
    private final String userId;
    private final AtomicLong published = new AtomicLong();

    PublishApi(Catalog catalog, Publishing publishing, String userId) {
        this.catalog = catalog;
        this.events = publishing.platformEvents();
        this.channels = publishing.streamingChannels();
        this.userId = userId;
    }

    /** Answers a POST of a platform event. */
    ApiResponse publish(SObject event, ObjectNode fields) {
        try {
            return ApiResponse.json(201, result(event, fields));
        } catch (SaveFailure e) {
            throw new ApiFailure(400, e.code(), e.getMessage(), e.fields().toArray(String[]::new));
        }
    }

    /** Publishes a platform event, and returns what Salesforce says about it: the id is not one of a record. */
    ObjectNode result(SObject event, ObjectNode fields) {
        String uuid = events.publish(event, fields, userId);
        ObjectNode answer = Json.MAPPER
                .createObjectNode()
                .put("id", SalesforceId.of("e01", published.incrementAndGet()))
                .put("success", true);
        answer.putArray("errors")
                .addObject()
                .put("statusCode", "OPERATION_ENQUEUED")
                .put("message", uuid)
                .putArray("fields");
        return answer;
    }

    /** Answers a POST of generic events. */
    ApiResponse push(String id, ApiRequest request) {
        String channel = channels.name(SalesforceId.canonical(id)).orElseThrow(ApiFailure::notFound);
        ArrayNode answer = Json.MAPPER.createArrayNode();
        for (JsonNode event : request.json().path("pushEvents")) {
            channels.push(channel, event.path("payload").asText());
            answer.addObject().put("fanoutCount", -1).putObject("userOnlineStatus");
        }
        return ApiResponse.json(200, answer);
    }

    /** Answers a request for the schema of a platform event. */
    ApiResponse schema(SObject event, ApiRequest request) {
        return ApiResponse.ok(
                "COMPACT".equals(request.parameter("payloadFormat"))
                        ? EventSchema.compact(event)
                        : EventSchema.expanded(event));
    }

    /** Answers a request for the schema with this id. */
    ApiResponse schema(String schemaId, ApiRequest request) {
        return catalog.objects().stream()
                .filter(object -> object.isPlatformEvent() && object.schemaId().equals(schemaId))
                .findFirst()
                .map(event -> schema(event, request))
                .orElseThrow(ApiFailure::notFound);
    }
}
