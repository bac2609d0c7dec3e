/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.events.ChangeCapture;
import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.faults.Fault;
import dev.tandem.salesforce.simulator.faults.Faults;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.NetworkEdge;
import dev.tandem.salesforce.simulator.oauth.AccessTokens;
import dev.tandem.salesforce.simulator.oauth.Identity;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import dev.tandem.salesforce.simulator.streaming.StreamingServer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The actions of the faults that act at once. */
public final class FaultActions {
    private static final String EMPTY_ID = "000000000000000AAA";

    private final Catalog catalog;
    private final ChangeCapture capture;
    private final Identity identity;
    private final Clock clock;

    public FaultActions(Catalog catalog, ChangeCapture capture, Identity identity, Clock clock) {
        this.catalog = catalog;
        this.capture = capture;
        this.identity = identity;
        this.clock = clock;
    }

    public void register(
            Faults faults, StreamingServer streaming, AccessTokens tokens, EventLog log, NetworkEdge edge) {
        faults.whenPut(Fault.DROPPED_SESSION, parameters -> streaming.drop(advice(parameters)));
        faults.whenPut(Fault.EXPIRED_TOKEN, parameters -> {
            tokens.expireAll();
            streaming.unauthorize();
        });
        faults.whenPut(Fault.LOST_CONNECTION, parameters -> edge.loseStreamingConnections());
        faults.whenPut(
                Fault.EXPIRED_REPLAY_IDS,
                parameters -> log.expire(parameters.path("keep").asInt(0)));
        faults.whenPut(
                Fault.GAP_EVENT,
                parameters -> publish(
                        parameters, parameters.path("changeType").asText("GAP_UPDATE"), ids(parameters.path("ids"))));
        faults.whenPut(Fault.OVERFLOW_EVENT, parameters -> publish(parameters, "GAP_OVERFLOW", List.of(EMPTY_ID)));
        faults.whenPut(
                Fault.WILDCARD_EVENT,
                parameters ->
                        publish(parameters, "UPDATE", List.of(object(parameters).keyPrefix() + "*")));
    }

    private void publish(JsonNode parameters, String changeType, List<String> ids) {
        capture.publishHeader(object(parameters), changeType, ids, identity.userId(), clock.millis());
    }

    private SObject object(JsonNode parameters) {
        SObject object = catalog.object(parameters.path("object").asText());
        if (object == null) {
            throw new ApiFailure(400, "INVALID_TYPE", "The parameter object must name an object of the org");
        }
        return object;
    }

    private static StreamingServer.Advice advice(JsonNode parameters) {
        return switch (parameters.path("advice").asText("handshake")) {
            case "handshake" -> StreamingServer.Advice.HANDSHAKE;
            case "none" -> StreamingServer.Advice.NONE;
            default -> throw new ApiFailure(400, "INVALID_ARGUMENT", "advice is handshake or none");
        };
    }

    private static List<String> ids(JsonNode given) {
        List<String> ids = new ArrayList<>();
        given.forEach(id -> ids.add(id.asText()));
        return ids;
    }
}
