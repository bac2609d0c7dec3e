/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.signal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.source.signal.Signal.ObjectRead;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader of signals in Debezium's format:
 *
 * <pre>{@code
 * {"type": "execute-snapshot",
 *  "data": {"data-collections": ["Account"],
 *           "type": "incremental",
 *           "additional-conditions": [{"data-collection": "Account", "filter": "Id IN ('001...', '001...')"}]}}
 * }</pre>
 *
 * <p>A change event of Debezium for a row of a signal table (id, type, data) is read as the signal in that row. Pure.
 */
final class SignalReader {
    private static final String EXECUTE_SNAPSHOT = "execute-snapshot";
    private static final String ID = "'[a-zA-Z0-9]{15,18}'";
    /** Possessive, because any other loop over a group takes a frame of the stack for each id, and a signal may have many. */
    private static final Pattern IDS = Pattern.compile(
            "\\s*Id\\s*(?:=\\s*" + ID + "|IN\\s*\\(\\s*" + ID + "(?:\\s*,\\s*" + ID + ")*+\\s*\\))\\s*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ONE_ID = Pattern.compile(ID);

    private SignalReader() {}

    /** Returns empty if the record is of a kind that is not for this connector. */
    static Optional<Signal> read(byte[] value) {
        if (value == null) {
            return Optional.empty();
        }
        JsonNode json = SignalBytes.json(value);
        if (json.has("after") && json.has("op")) {
            json = json.get("after");
        }
        if (!EXECUTE_SNAPSHOT.equals(json.path("type").asText())) {
            return Optional.empty();
        }
        JsonNode data = json.path("data");
        return Optional.of(signal(data.isTextual() ? SignalBytes.parse(data.asText()) : data));
    }

    private static Signal signal(JsonNode data) {
        JsonNode collections = data.path("data-collections");
        if (!collections.isArray() || collections.isEmpty()) {
            throw new InvalidSignalException("data-collections does not list any object");
        }
        Map<String, Set<RecordId>> conditions = conditions(data.path("additional-conditions"));
        Map<String, ObjectRead> reads = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (JsonNode collection : collections) {
            String object = object(collection);
            reads.putIfAbsent(object, new ObjectRead(object, Optional.ofNullable(conditions.remove(object))));
        }
        if (!conditions.isEmpty()) {
            throw new InvalidSignalException("additional-conditions has an object that data-collections does not list");
        }
        return new Signal(List.copyOf(reads.values()));
    }

    private static Map<String, Set<RecordId>> conditions(JsonNode entries) {
        Map<String, Set<RecordId>> conditions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (JsonNode entry : entries) {
            conditions
                    .computeIfAbsent(object(entry.path("data-collection")), object -> new LinkedHashSet<>())
                    .addAll(ids(entry.path("filter").asText()));
        }
        return conditions;
    }

    /** Accepts the name of an object, or of its topic. */
    private static String object(JsonNode name) {
        String text = name.asText();
        String object = text.substring(text.lastIndexOf('.') + 1).replace("\"", "");
        if (!object.matches("\\w+")) {
            throw new InvalidSignalException("an entry of data-collections is not the name of an object");
        }
        return object;
    }

    private static List<RecordId> ids(String filter) {
        if (!IDS.matcher(filter).matches()) {
            throw new InvalidSignalException("a filter is not of the form Id IN ('001...', '001...')");
        }
        List<RecordId> ids = new ArrayList<>();
        Matcher id = ONE_ID.matcher(filter);
        while (id.find()) {
            ids.add(id(id.group().substring(1, id.group().length() - 1)));
        }
        return ids;
    }

    /** Rejects what no record can have, because Salesforce may reject it together with all other ids. */
    private static RecordId id(String text) {
        if (!RecordId.isValid(text)) {
            throw new InvalidSignalException(
                    "a filter has an id that is not of 15 or 18 letters and digits, or whose case has been changed");
        }
        RecordId id = new RecordId(text);
        if (!id.equals(new RecordId(text.substring(0, 15)))) {
            throw new InvalidSignalException(
                    "a filter has an id whose last three characters do not fit. Its case may have been changed");
        }
        return id;
    }
}
