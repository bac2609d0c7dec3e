/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.org;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.standalone.JsonApi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The simulator's control API: makes records and changes, and tells what the org has done. */
public final class OrgControl {
    /** As much as one request of Salesforce's collections API takes; each is one transaction. */
    private static final int PER_TRANSACTION = 200;

    private final JsonApi api;

    public OrgControl(String salesforce) {
        this.api = new JsonApi(salesforce);
    }

    /** A change that the org has committed; {@code committedAt} in ms since the epoch. */
    public record Change(
            long sequence,
            String object,
            String id,
            String kind,
            long committedAt,
            List<String> fields,
            long replayId) {}

    /** Makes believable records; returns their ids. */
    public List<String> addRecords(String object, int count) {
        return ids(api.send("POST", records(object), Map.of("count", count)));
    }

    /** Makes these records; returns their ids. */
    public List<String> addRecords(String object, List<Map<String, Object>> records) {
        return ids(api.send("POST", records(object), Map.of("records", records)));
    }

    /** Gives every one of the records these values, 200 records to a transaction. A value may be null. */
    public void update(String object, List<String> ids, Map<String, Object> values) {
        update(
                object,
                ids.stream()
                        .map(id -> {
                            Map<String, Object> record = new HashMap<>(values);
                            record.put("Id", id);
                            return record;
                        })
                        .collect(Collectors.toList()));
    }

    /** @param records each with its {@code Id} and the fields to set */
    public void update(String object, List<Map<String, Object>> records) {
        for (List<Map<String, Object>> some : chunks(records)) {
            api.send("PATCH", records(object), Map.of("records", some));
        }
    }

    /** Changes records without an event, as a gap in the event stream has it. */
    public void updateSilently(String object, List<Map<String, Object>> records) {
        api.send("PATCH", records(object), Map.of("records", records, "events", false));
    }

    public void delete(String object, List<String> ids) {
        for (List<String> some : chunks(ids)) {
            api.send("DELETE", records(object), Map.of("ids", some));
        }
    }

    public void undelete(String object, List<String> ids) {
        for (List<String> some : chunks(ids)) {
            api.send("POST", records(object) + "/undelete", Map.of("ids", some));
        }
    }

    /** @param field a describe field; missing keys are filled in */
    public void addField(String object, Map<String, Object> field) {
        api.send("POST", "/simulator/objects/" + object + "/fields", field);
    }

    /** @param event {@code channel} and {@code data}, delivered as given; returns its replay id */
    public long inject(JsonNode event) {
        return api.send("POST", "/simulator/events", event).path("replayId").asLong();
    }

    /** Whether the org knows such an object. */
    public boolean has(String object) {
        return state().path("objects").has(object);
    }

    /** Defines an object with a few fields of the usual types. */
    public void define(String object) {
        List<Map<String, Object>> fields = List.of(
                Map.of("name", "Code__c", "type", "string", "length", 40),
                Map.of("name", "Notes__c", "type", "textarea", "length", 2000),
                Map.of("name", "Amount__c", "type", "currency", "precision", 18, "scale", 2),
                Map.of("name", "Count__c", "type", "double", "precision", 18, "scale", 0),
                Map.of("name", "Due__c", "type", "date"),
                Map.of("name", "Seen__c", "type", "datetime"),
                Map.of("name", "Active__c", "type", "boolean"));
        api.send("PUT", "/simulator/objects/" + object, Map.of("custom", object.endsWith("__c"), "fields", fields));
    }

    /** Defines an object, or replaces its definition. */
    public void define(String object, JsonNode describe) {
        api.send("PUT", "/simulator/objects/" + object, describe);
    }

    public void startFault(String name, Map<String, Object> parameters) {
        api.send("PUT", "/simulator/faults/" + name, parameters);
    }

    /** Makes believable changes until {@link #stopLoad}. */
    public void startLoad(int changesPerSecond, List<String> objects) {
        api.send("POST", "/simulator/load", Map.of("changesPerSecond", changesPerSecond, "objects", objects));
    }

    public void stopLoad() {
        api.send("DELETE", "/simulator/load", Map.of());
    }

    public JsonNode state() {
        return api.get("/simulator/state");
    }

    /** The sequence number of the newest change; 0 when there was none. */
    public long newestSequence() {
        return StreamSupport.stream(state().path("changes").spliterator(), false)
                .mapToLong(change -> change.path("sequence").asLong())
                .max()
                .orElse(0);
    }

    /** The changes after a sequence number, in order. The org remembers the newest 10,000. */
    public List<Change> changesAfter(long sequence) {
        var changes = new ArrayList<Change>();
        for (JsonNode change :
                api.get("/simulator/state?changesAfter=" + sequence).path("changes")) {
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

    private static String records(String object) {
        return "/simulator/objects/" + object + "/records";
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
