/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * A client of the simulator's control API. Tests, the demo and the benchmarks use it to change records, define objects
 * and start faults, and to see what the org did.
 *
 * <p><b>Threads.</b> Safe for use by any thread.
 *
 * <p><b>Failure.</b> Any answer but a success, and no answer, is a {@link ControlFailure}.
 */
public final class OrgControl {
    /** The number of records that one request of Salesforce's collections API takes; each request is one transaction. */
    private static final int PER_TRANSACTION = 200;

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI org;

    /** Controls the org at this base URL. */
    public OrgControl(URI org) {
        this.org = org;
    }

    /** A change that the org has committed; {@code committedAt} is in ms since the epoch. */
    public record Change(
            long sequence,
            String object,
            String id,
            String kind,
            long committedAt,
            List<String> fields,
            long replayId) {}

    /** Creates believable records; returns their ids. */
    public List<String> addRecords(String object, int count) {
        return ids(send("POST", records(object), Map.of("count", count)));
    }

    /** Creates these records; returns their ids. */
    public List<String> addRecords(String object, List<Map<String, Object>> records) {
        return ids(send("POST", records(object), Map.of("records", records)));
    }

    /** Sets these values in each of the records, 200 records to a transaction. A value may be null. */
    public void update(String object, List<String> ids, Map<String, Object> values) {
        update(object, ids.stream().map(id -> withId(id, values)).toList());
    }

    /** Updates records, 200 to a transaction; each has its {@code Id} and the fields to set. */
    public void update(String object, List<Map<String, Object>> records) {
        for (List<Map<String, Object>> some : chunks(records)) {
            send("PATCH", records(object), Map.of("records", some));
        }
    }

    /** Updates records without an event, as a gap in the event stream does. */
    public void updateSilently(String object, List<Map<String, Object>> records) {
        send("PATCH", records(object), Map.of("records", records, "events", false));
    }

    /** Moves records into the recycle bin, 200 to a transaction. */
    public void delete(String object, List<String> ids) {
        for (List<String> some : chunks(ids)) {
            send("DELETE", records(object), Map.of("ids", some));
        }
    }

    /** Restores records from the recycle bin, 200 to a transaction. */
    public void undelete(String object, List<String> ids) {
        for (List<String> some : chunks(ids)) {
            send("POST", records(object) + "/undelete", Map.of("ids", some));
        }
    }

    /** Returns the records that are not deleted, by id, as REST shows them. */
    public Map<String, ObjectNode> liveRecords(String object) {
        Map<String, ObjectNode> live = new LinkedHashMap<>();
        for (JsonNode record : get(records(object)).path("records")) {
            if (!record.path("IsDeleted").asBoolean()) {
                live.put(record.path("Id").asText(), (ObjectNode) record);
            }
        }
        return live;
    }

    /** Adds a field, given as in a describe result; missing keys are filled in. */
    public void addField(String object, Map<String, Object> field) {
        send("POST", "objects/" + object + "/fields", field);
    }

    /** Removes a field and its values. */
    public void removeField(String object, String field) {
        send("DELETE", "objects/" + object + "/fields/" + field, Map.of());
    }

    /** Delivers an event, {@code channel} and {@code data}, as given; returns its replay id. */
    public long inject(JsonNode event) {
        return send("POST", "events", event).path("replayId").asLong();
    }

    /** Publishes a platform event. */
    public void publish(String event, Map<String, Object> fields) {
        send("POST", "publish/" + event, fields);
    }

    /** Publishes a text in a channel of generic streaming, such as {@code /u/Alerts}, which has a {@code StreamingChannel}. */
    public void push(String channel, String payload) {
        send("POST", "push", Map.of("channel", channel, "payload", payload));
    }

    /** Returns whether the org has such an object. */
    public boolean has(String object) {
        return state().path("objects").has(object);
    }

    /** Defines an object, or replaces its definition. */
    public void define(String object, JsonNode describe) {
        send("PUT", "objects/" + object, describe);
    }

    /** Sets the org's clock ahead of the machine's. */
    public void setClockAhead(Duration ahead) {
        send("PUT", "clock", Map.of("aheadMillis", ahead.toMillis()));
    }

    /** Starts a fault, or lets it act; {@code GET /simulator/faults} lists them. */
    public void startFault(String name, Map<String, Object> parameters) {
        send("PUT", "faults/" + name, parameters);
    }

    /** Ends a fault. */
    public void stopFault(String name) {
        send("DELETE", "faults/" + name, Map.of());
    }

    /** Ends all faults. */
    public void stopFaults() {
        send("DELETE", "faults", Map.of());
    }

    /** Makes believable changes until {@link #stopLoad}. */
    public void startLoad(int changesPerSecond, List<String> objects) {
        send("POST", "load", Map.of("changesPerSecond", changesPerSecond, "objects", objects));
    }

    /** Ends the load; no change is made after this returns. */
    public void stopLoad() {
        send("DELETE", "load", Map.of());
    }

    /** Returns the counts, sessions and newest changes of the org. */
    public JsonNode state() {
        return get("state");
    }

    /** Returns the sequence number of the newest change; 0 when there was none. */
    public long newestSequence() {
        return StreamSupport.stream(state().path("changes").spliterator(), false)
                .mapToLong(change -> change.path("sequence").asLong())
                .max()
                .orElse(0);
    }

    /** Returns the changes after a sequence number, in order. The org remembers the newest 10,000. */
    public List<Change> changesAfter(long sequence) {
        List<Change> changes = new ArrayList<>();
        for (JsonNode change : get("state?changesAfter=" + sequence).path("changes")) {
            changes.add(new Change(
                    change.path("sequence").asLong(),
                    change.path("object").asText(),
                    change.path("id").asText(),
                    change.path("kind").asText(),
                    change.path("committedAt").asLong(),
                    texts(change.path("fields")),
                    change.path("replayId").asLong()));
        }
        return changes;
    }

    /** Returns the answer to a GET of this path below {@code /simulator}. */
    public JsonNode get(String path) {
        return call("GET", path, "");
    }

    /** Sends a body, anything that Jackson writes as JSON, to this path below {@code /simulator}. */
    public JsonNode send(String method, String path, Object body) {
        try {
            return call(method, path, Json.MAPPER.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body cannot be written as JSON.", e);
        }
    }

    /** Sends JSON text to this path below {@code /simulator}; returns the answer, or a missing node if it is empty. */
    public JsonNode call(String method, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(org.resolve("/simulator/" + path))
                .header("Content-Type", "application/json")
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = exchange(request);
        if (answer.statusCode() >= 300) {
            throw new ControlFailure(
                    "The org rejected %s %s: %s %s".formatted(method, path, answer.statusCode(), answer.body()));
        }
        try {
            return answer.body().isEmpty() ? MissingNode.getInstance() : Json.MAPPER.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new ControlFailure("The answer to %s %s is not JSON.".formatted(method, path), e);
        }
    }

    /** Bounds the whole exchange: a timeout of the request itself would end with the headers of its answer. */
    private static HttpResponse<String> exchange(HttpRequest request) {
        CompletableFuture<HttpResponse<String>> pending = HTTP.sendAsync(request, BodyHandlers.ofString());
        try {
            return pending.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            pending.cancel(true);
            throw new ControlFailure(
                    "No answer from the org to %s %s.".formatted(request.method(), request.uri()),
                    e instanceof ExecutionException ? e.getCause() : e);
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new ControlFailure("Interrupted while waiting for the org.", e);
        }
    }

    private static Map<String, Object> withId(String id, Map<String, Object> values) {
        Map<String, Object> record = new HashMap<>(values);
        record.put("Id", id);
        return record;
    }

    private static String records(String object) {
        return "objects/" + object + "/records";
    }

    private static List<String> ids(JsonNode answer) {
        return texts(answer.path("ids"));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static <T> List<List<T>> chunks(List<T> all) {
        return IntStream.iterate(0, from -> from < all.size(), from -> from + PER_TRANSACTION)
                .mapToObj(from -> all.subList(from, Math.min(all.size(), from + PER_TRANSACTION)))
                .toList();
    }
}
