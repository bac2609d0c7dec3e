/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.believable.BelievableOrg;
import dev.tandem.salesforce.simulator.believable.RecordGenerator;
import dev.tandem.salesforce.simulator.events.BusEvent;
import dev.tandem.salesforce.simulator.events.Channels;
import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.faults.Faults;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.limits.DailyMeter;
import dev.tandem.salesforce.simulator.load.LoadGenerator;
import dev.tandem.salesforce.simulator.load.LoadPlan;
import dev.tandem.salesforce.simulator.oauth.AssertionKeys;
import dev.tandem.salesforce.simulator.oauth.Credentials;
import dev.tandem.salesforce.simulator.publish.Publishing;
import dev.tandem.salesforce.simulator.records.ChangeKind;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.SaveFailure;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** {@code /simulator}: what a test or a demo does to the org from outside of Salesforce's own APIs. */
public final class ControlApi {
    private final Parts parts;
    private final ObjectsControl objects;
    private final LocksControl locks;

    /** The parts of the org that can be controlled. */
    public record Parts(
            Catalog catalog,
            RecordStore store,
            RecordGenerator generator,
            String userId,
            Channels channels,
            EventLog log,
            Faults faults,
            LoadGenerator load,
            Credentials credentials,
            AssertionKeys keys,
            StateReport state,
            DailyMeter apiRequests,
            DailyMeter deliveredEvents,
            Clock clock,
            Consumer<Duration> clockSetter,
            Publishing publishing) {}

    public ControlApi(Parts parts) {
        this.parts = parts;
        this.objects =
                new ObjectsControl(parts.catalog(), parts.store(), parts.generator(), parts.userId(), parts.clock());
        this.locks = new LocksControl(parts.store());
    }

    public ApiResponse answer(ApiRequest request) {
        List<String> path = request.path().subList(1, request.path().size());
        try {
            return switch (path.isEmpty() ? "" : path.get(0)) {
                case "objects" -> objects.answer(request, path.subList(1, path.size()));
                case "events" -> inject(request.json());
                case "publish" -> publish(path.get(1), request.json());
                case "push" -> push(request.json());
                case "faults" -> faults(request, path);
                case "limits" -> limits(request.json());
                case "clock" -> {
                    parts.clockSetter()
                            .accept(Duration.ofMillis(
                                    request.json().path("aheadMillis").asLong()));
                    yield ApiResponse.empty(204);
                }
                case "locks" -> locks.answer(request, path.get(1));
                case "load" -> load(request);
                case "state" -> ApiResponse.ok(parts.state().report(request));
                case "credentials" -> credentials();
                case "certificates" -> {
                    parts.keys().register(request.json().path("pem").asText());
                    yield ApiResponse.empty(204);
                }
                case "channels" -> defineChannel(path.get(1), request.json());
                default -> throw ApiFailure.notFound();
            };
        } catch (IllegalArgumentException e) {
            throw new ApiFailure(400, "INVALID_ARGUMENT", String.valueOf(e.getMessage()));
        }
    }

    /** Publishes a platform event. */
    private ApiResponse publish(String name, ObjectNode fields) {
        SObject event = parts.catalog().object(name);
        if (event == null || !event.isPlatformEvent()) {
            throw ApiFailure.notFound();
        }
        try {
            String uuid = parts.publishing().platformEvents().publish(event, fields, parts.userId());
            return ApiResponse.json(201, Json.MAPPER.createObjectNode().put("eventUuid", uuid));
        } catch (SaveFailure e) {
            throw new ApiFailure(400, e.code(), e.getMessage(), e.fields().toArray(String[]::new));
        }
    }

    /** Publishes a text in a channel of generic streaming. */
    private ApiResponse push(ObjectNode given) {
        String channel = given.path("channel").asText();
        if (!parts.publishing().exists(channel)) {
            throw new ApiFailure(404, "NOT_FOUND", "There is no StreamingChannel " + channel + ". Create its record");
        }
        parts.publishing()
                .streamingChannels()
                .push(channel, given.path("payload").asText());
        return ApiResponse.empty(204);
    }

    /** Publishes an event as given; what it speaks of need not exist. */
    private ApiResponse inject(ObjectNode given) {
        String channel = given.path("channel").asText();
        if (!channel.matches("/(data|event|topic|u)/.+") || !given.path("data").isObject()) {
            throw new ApiFailure(
                    400, "INVALID_ARGUMENT", "An event needs a channel such as /data/ChangeEvents, and data");
        }
        ObjectNode data = (ObjectNode) given.get("data");
        String stream = Channels.stream(channel);
        String entity = stream.equals(Channels.DATA) ? entity(channel, data) : null;
        if (entity != null) {
            parts.channels().admit(entity);
        } else if (!stream.equals(Channels.DATA)) {
            parts.channels().admitChannel(channel);
        }
        JsonNode replayId = data.path("event").path("replayId");
        BusEvent event = replayId.isIntegralNumber()
                ? parts.log().appendAsGiven(stream, entity, replayId.longValue(), text(data))
                : parts.log().append(stream, entity, assigned -> {
                    data.withObjectProperty("event").put("replayId", assigned);
                    return text(data);
                });
        return ApiResponse.json(201, Json.MAPPER.createObjectNode().put("replayId", event.replayId()));
    }

    private static String entity(String channel, ObjectNode data) {
        String named = data.path("payload")
                .path("ChangeEventHeader")
                .path("entityName")
                .asText("");
        boolean ofOne = !channel.equals(Channels.CHANGE_EVENTS) && !channel.endsWith("__chn");
        return named.isEmpty() ? (ofOne ? Channels.entityNamedBy(channel) : null) : named;
    }

    private static String text(JsonNode json) {
        try {
            return Json.MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree can always be written", e);
        }
    }

    private ApiResponse faults(ApiRequest request, List<String> path) {
        if (path.size() == 1) {
            if (request.method().equals("DELETE")) {
                parts.faults().removeAll();
            }
            return ApiResponse.ok(parts.faults().describe());
        }
        String name = path.get(1);
        boolean known = switch (request.method()) {
            case "PUT" -> parts.faults().put(name, request.json());
            case "DELETE" -> parts.faults().remove(name);
            default -> throw ApiFailure.methodNotAllowed(request.method(), "DELETE", "PUT");
        };
        if (!known) {
            throw new ApiFailure(404, "NOT_FOUND", "There is no fault " + name + "; GET /simulator/faults lists them");
        }
        return ApiResponse.empty(204);
    }

    private ApiResponse limits(ObjectNode given) {
        Map.of("DailyApiRequests", parts.apiRequests(), "DailyDeliveredPlatformEvents", parts.deliveredEvents())
                .forEach((name, meter) -> {
                    JsonNode limit = given.path(name);
                    if (limit.isObject()) {
                        meter.set(
                                limit.path("Max").asLong(meter.max()),
                                limit.path("Used").asLong(meter.used()));
                    }
                });
        return ApiResponse.empty(204);
    }

    private ApiResponse load(ApiRequest request) {
        if (request.method().equals("DELETE")) {
            parts.load().stop();
            return ApiResponse.empty(204);
        }
        ObjectNode given = request.json();
        List<String> names = new ArrayList<>();
        given.path("objects").forEach(name -> names.add(name.asText()));
        if (names.isEmpty()) {
            BelievableOrg.OBJECTS.stream()
                    .filter(name -> parts.catalog().object(name) != null)
                    .forEach(names::add);
        }
        names.stream()
                .filter(name -> parts.catalog().object(name) == null)
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("The org has no object " + name);
                });
        Map<ChangeKind, Integer> mix = new EnumMap<>(ChangeKind.class);
        given.path("mix")
                .fields()
                .forEachRemaining(entry -> mix.put(
                        ChangeKind.valueOf(entry.getKey().toUpperCase(Locale.ROOT)),
                        entry.getValue().asInt()));
        double rate = given.path("changesPerSecond").asDouble(10);
        parts.load().start(new LoadPlan(rate, mix.isEmpty() ? LoadPlan.USUAL_MIX : mix, names));
        return ApiResponse.empty(204);
    }

    private ApiResponse credentials() {
        Credentials known = parts.credentials();
        return ApiResponse.ok(Json.MAPPER
                .createObjectNode()
                .put("clientId", known.clientId())
                .put("clientSecret", known.clientSecret())
                .put("username", known.username())
                .put("password", known.password())
                .put("refreshToken", known.refreshToken())
                .put("privateKeyPem", parts.keys().privateKeyPem()));
    }

    private ApiResponse defineChannel(String name, ObjectNode given) {
        Set<String> entities = new HashSet<>();
        given.path("objects").forEach(entity -> entities.add(entity.asText()));
        parts.channels().define("/data/" + name, entities);
        return ApiResponse.empty(204);
    }
}
