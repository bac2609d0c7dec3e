/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.http.HttpAnswer;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.http.UrlText;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A reader of records whose ids, or external ids, are known. Thread-safe. */
public final class RecordLookup {
    /** The limit of Salesforce. Source: "Get Records from sObject Collections" in the REST API guide. */
    public static final int MAX_RETRIEVE = 2_000;
    /**
     * Salesforce accepts 16,384 bytes of URL and headers, of which an access token that is a JWT may take a few thousand. Source: "Status
     * Codes and Error Responses" in the REST API guide.
     */
    private static final int MAX_ENCODED_QUERY = 12_000;

    private static final int MAX_ENCODED_VALUES = 10_000;

    private static final String ID = "Id";

    private final SalesforceApi api;

    /** Creates a reader. It sends nothing before the first call. */
    public RecordLookup(SalesforceApi api) {
        this.api = api;
    }

    /** Reads records by id, without deleted ones. Costs one API call per {@value #MAX_RETRIEVE} ids. */
    public RecordsRead retrieve(SObjectName object, Collection<RecordId> ids, List<String> fields) {
        List<RecordId> all = List.copyOf(new LinkedHashSet<>(ids));
        Map<RecordId, ObjectNode> found = new LinkedHashMap<>();
        if (all.isEmpty()) {
            return new RecordsRead(found, api.serverTime());
        }
        Instant earliest = Instant.MAX;
        for (int from = 0; from < all.size(); from += MAX_RETRIEVE) {
            RecordsRead read =
                    retrieveOnce(object, all.subList(from, Math.min(from + MAX_RETRIEVE, all.size())), fields);
            found.putAll(read.byId());
            earliest = read.serverTime().isBefore(earliest) ? read.serverTime() : earliest;
        }
        return new RecordsRead(found, earliest);
    }

    private RecordsRead retrieveOnce(SObjectName object, List<RecordId> ids, List<String> fields) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ids.forEach(id -> body.withArray("ids").add(id.value()));
        withId(fields).forEach(field -> body.withArray("fields").add(field));
        ApiRequest request =
                ApiRequest.post("retrieve of " + ids.size() + " " + object, "composite/sobjects/" + object, body);
        return api.call(request, answer -> new RecordsRead(match(ids, answer.json()), dateOf(answer)));
    }

    /** Rejects an answer that is not about the requested ids, because a missing record would be taken for a deleted one. */
    static Map<RecordId, ObjectNode> match(List<RecordId> ids, JsonNode rows) throws IOException {
        if (!rows.isArray() || rows.size() != ids.size()) {
            throw new IOException("the answer has " + rows.size() + " records for " + ids.size() + " ids");
        }
        Map<RecordId, ObjectNode> found = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            if (rows.get(i) instanceof ObjectNode row) {
                String id = row.path(ID).asText();
                if (!ids.get(i).value().equals(id)) {
                    throw new IOException(
                            "record " + i + " of the answer has the id '" + id + "' instead of " + ids.get(i));
                }
                found.put(ids.get(i), row);
            } else if (!rows.get(i).isNull()) {
                throw new IOException("record " + i + " of the answer is not an object");
            }
        }
        return found;
    }

    /**
     * Reads records by id, including deleted ones that the recycle bin still has. Their {@code IsDeleted} is true. Costs one
     * API call per 400 ids or so.
     */
    public RecordsRead retrieveIncludingDeleted(SObjectName object, Collection<RecordId> ids, List<String> fields) {
        Set<String> literals = new LinkedHashSet<>();
        ids.forEach(id -> literals.add(Soql.literal(id.value())));
        Instant serverTime = api.serverTime();
        Map<RecordId, ObjectNode> found = new LinkedHashMap<>();
        for (ObjectNode row : queryAll(object, ID, literals, fields)) {
            found.put(new RecordId(row.path(ID).asText()), row);
        }
        return new RecordsRead(found, serverTime);
    }

    /**
     * Finds records by external id, including deleted ones that the recycle bin still has. Their {@code IsDeleted} is true.
     * Several records may have one value, if all but one are deleted.
     */
    public List<ObjectNode> findByExternalId(
            SObjectName object, FieldDescription key, Collection<String> values, List<String> fields) {
        Set<String> literals = new LinkedHashSet<>();
        values.forEach(value -> literals.add(Soql.literal(key.type(), value)));
        List<String> selected = new ArrayList<>(fields);
        if (!selected.contains(key.name())) {
            selected.add(key.name());
        }
        return queryAll(object, key.name(), literals, selected);
    }

    /**
     * Returns those of the records that meet a condition, without deleted ones. Costs one API call per 400 ids or so.
     *
     * @param condition in SOQL
     */
    public Set<RecordId> findMatching(SObjectName object, Collection<RecordId> ids, String condition) {
        return find(object, ids, " AND " + Soql.conjunct(condition), api::queryPages);
    }

    /** Returns those of the records that exist or are in the recycle bin. Costs one API call per 400 ids or so. */
    public Set<RecordId> findIncludingDeleted(SObjectName object, Collection<RecordId> ids) {
        return find(object, ids, "", api::queryAllPages);
    }

    /** Returns those of the records that are in the recycle bin. Costs one API call per 400 ids or so. */
    public Set<RecordId> findDeleted(SObjectName object, Collection<RecordId> ids) {
        return find(object, ids, " AND IsDeleted = true", api::queryAllPages);
    }

    private static Set<RecordId> find(
            SObjectName object, Collection<RecordId> ids, String more, Function<String, QueryPages> query) {
        Set<String> literals = new LinkedHashSet<>();
        ids.forEach(id -> literals.add(Soql.literal(id.value())));
        String start = Soql.select(List.of(ID), object) + " WHERE Id IN (";
        String end = ")" + more;
        Set<RecordId> found = new LinkedHashSet<>();
        for (List<String> chunk : chunks(literals, start + end)) {
            QueryPages pages = query.apply(start + String.join(", ", chunk) + end);
            for (Optional<List<ObjectNode>> page = pages.next(); page.isPresent(); page = pages.next()) {
                page.get().forEach(row -> found.add(new RecordId(row.path(ID).asText())));
            }
        }
        return found;
    }

    private List<ObjectNode> queryAll(SObjectName object, String key, Set<String> literals, List<String> fields) {
        Set<String> selected = new LinkedHashSet<>(withId(fields));
        selected.add("IsDeleted");
        String select = Soql.select(List.copyOf(selected), object) + " WHERE " + Soql.name(key) + " IN ";
        Map<String, ObjectNode> rows = new LinkedHashMap<>();
        for (List<String> chunk : chunks(literals, select)) {
            QueryPages pages = api.queryAllPages(select + "(" + String.join(", ", chunk) + ")");
            for (Optional<List<ObjectNode>> page = pages.next(); page.isPresent(); page = pages.next()) {
                page.get().forEach(row -> rows.put(row.path(ID).asText(), row));
            }
        }
        return List.copyOf(rows.values());
    }

    /**
     * Splits values so that each part fits into a URL with the rest of the query.
     *
     * @param rest a query without the values
     */
    static List<List<String>> chunks(Collection<String> literals, String rest) {
        int room = Math.min(
                MAX_ENCODED_VALUES, MAX_ENCODED_QUERY - UrlText.encode(rest).length());
        List<List<String>> chunks = new ArrayList<>();
        List<String> chunk = new ArrayList<>();
        int length = 0;
        for (String literal : literals) {
            int added = UrlText.encode(literal + ", ").length();
            if (!chunk.isEmpty() && length + added > room) {
                chunks.add(chunk);
                chunk = new ArrayList<>();
                length = 0;
            }
            chunk.add(literal);
            length += added;
        }
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    private static List<String> withId(List<String> fields) {
        if (fields.contains(ID)) {
            return fields;
        }
        List<String> all = new ArrayList<>(fields);
        all.add(0, ID);
        return all;
    }

    private static Instant dateOf(HttpAnswer answer) throws IOException {
        return answer.date().orElseThrow(() -> new IOException("the answer has no Date header"));
    }
}
