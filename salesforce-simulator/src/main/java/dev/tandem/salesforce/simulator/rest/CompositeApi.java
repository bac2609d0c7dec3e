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
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.RecordStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * {@code composite}: up to 25 requests in one, where later ones can refer to the results of earlier ones.
 *
 * <p><b>Transactions.</b> With {@code allOrNone}, all subrequests share one transaction. Otherwise each is saved on its
 * own, except that neighbours which can be collated (same method and object, no headers, no references) share one; a
 * failure among them leaves the others alone.
 */
final class CompositeApi {
    private static final int LARGEST = 25;
    /** Nodes of all graphs together. */
    private static final int LARGEST_GRAPHS = 500;

    private static final int MAX_COLLECTIONS_AND_QUERIES = 5;

    private final RecordStore store;
    private final Function<ApiRequest, ApiResponse> api;

    /** Serves composite requests whose parts are answered by {@code api}. */
    CompositeApi(RecordStore store, Function<ApiRequest, ApiResponse> api) {
        this.store = store;
        this.api = api;
    }

    /** Returns the number of subrequests, for the API limit. */
    static int size(JsonNode body) {
        return body.path("compositeRequest").size();
    }

    ApiResponse answer(ObjectNode body, Caller caller) {
        List<Subrequest> subrequests = subrequests(body);
        References references = new References();
        List<ObjectNode> results = body.path("allOrNone").asBoolean()
                ? together(subrequests, references, caller)
                : apart(
                        subrequests,
                        references,
                        caller,
                        body.path("collateSubrequests").asBoolean(true));
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.putArray("compositeResponse").addAll(results);
        return ApiResponse.ok(answer);
    }

    /**
     * Answers {@code composite/graph}: each graph is saved as a whole or not at all. Source: "Composite Graph" in the REST
     * API guide.
     */
    ApiResponse graphs(ObjectNode body, Caller caller) {
        JsonNode given = body.path("graphs");
        int nodes = StreamSupport.stream(given.spliterator(), false)
                .mapToInt(CompositeApi::size)
                .sum();
        if (nodes == 0 || nodes > LARGEST_GRAPHS) {
            throw new ApiFailure(
                    400, "LIMIT_EXCEEDED", "Graphs must have between 1 and %s nodes".formatted(LARGEST_GRAPHS));
        }
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode graphs = answer.putArray("graphs");
        for (JsonNode graph : given) {
            List<ObjectNode> results = together(subrequests(graph, LARGEST_GRAPHS), new References(), caller);
            ObjectNode result = graphs.addObject();
            result.put("graphId", graph.path("graphId").asText(""));
            result.putObject("graphResponse").putArray("compositeResponse").addAll(results);
            result.put("isSuccessful", results.stream().noneMatch(CompositeApi::isFailure));
        }
        return ApiResponse.ok(answer);
    }

    private static List<Subrequest> subrequests(ObjectNode body) {
        List<Subrequest> subrequests = subrequests(body, LARGEST);
        long large =
                subrequests.stream().filter(Subrequest::isCollectionOrQuery).count();
        if (large > MAX_COLLECTIONS_AND_QUERIES) {
            throw new ApiFailure(
                    400,
                    "LIMIT_EXCEEDED",
                    "The composite request has more than %s sObject Collections and query subrequests"
                            .formatted(MAX_COLLECTIONS_AND_QUERIES));
        }
        return subrequests;
    }

    private static List<Subrequest> subrequests(JsonNode body, int most) {
        JsonNode given = body.path("compositeRequest");
        if (!given.isArray() || given.isEmpty()) {
            throw new ApiFailure(400, "INVALID_INPUT", "compositeRequest must hold at least one subrequest");
        }
        if (given.size() > most) {
            throw new ApiFailure(
                    400, "LIMIT_EXCEEDED", "The request can’t contain more than %s operations.".formatted(most));
        }
        List<Subrequest> subrequests = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        given.forEach(subrequest -> subrequests.add(Subrequest.of(subrequest)));
        for (Subrequest subrequest : subrequests) {
            if (!ids.add(subrequest.referenceId())) {
                throw new ApiFailure(400, "INVALID_INPUT", "Duplicate ReferenceId provided in the request.");
            }
        }
        return subrequests;
    }

    /** Runs subrequests one after the other, neighbours that can be collated in one transaction. */
    private List<ObjectNode> apart(
            List<Subrequest> subrequests, References references, Caller caller, boolean collated) {
        List<ObjectNode> results = new ArrayList<>();
        int start = 0;
        while (start < subrequests.size()) {
            int end = start + 1;
            while (collated && end < subrequests.size() && subrequests.get(end).canJoin(subrequests.get(start))) {
                end++;
            }
            List<Subrequest> group = subrequests.subList(start, end);
            results.addAll(
                    group.size() == 1
                            ? List.of(run(group.get(0), references))
                            : store.write(
                                    caller,
                                    transaction -> group.stream()
                                            .map(subrequest -> run(subrequest, references))
                                            .toList()));
            start = end;
        }
        return results;
    }

    /** Runs all subrequests in one transaction, and none of them if one fails. */
    private List<ObjectNode> together(List<Subrequest> subrequests, References references, Caller caller) {
        try {
            return store.write(caller, transaction -> {
                List<ObjectNode> results = new ArrayList<>();
                for (Subrequest subrequest : subrequests) {
                    ObjectNode result = run(subrequest.allOrNone(), references);
                    results.add(result);
                    if (isFailure(result)) {
                        throw new RolledBack(results);
                    }
                }
                return results;
            });
        } catch (RolledBack e) {
            List<ObjectNode> results = new ArrayList<>();
            int failed = e.results.size() - 1;
            for (int i = 0; i < subrequests.size(); i++) {
                results.add(i == failed ? e.results.get(i) : halted(subrequests.get(i)));
            }
            return results;
        }
    }

    private ObjectNode run(Subrequest subrequest, References references) {
        ApiResponse answer;
        try {
            answer = api.apply(subrequest.resolved(references));
        } catch (ApiFailure e) {
            answer = e.response();
        }
        ObjectNode result = subrequest.result(answer);
        references.put(subrequest.referenceId(), result.get("body"));
        return result;
    }

    private static ObjectNode halted(Subrequest subrequest) {
        return subrequest.result(ApiResponse.error(
                400,
                "PROCESSING_HALTED",
                "The transaction was rolled back since another operation in the same transaction failed.",
                List.of()));
    }

    private static boolean isFailure(ObjectNode result) {
        if (result.get("httpStatusCode").intValue() >= 400) {
            return true;
        }
        boolean failed = false;
        if (result.get("body") instanceof ArrayNode saved) {
            for (JsonNode one : saved) {
                failed |= one.has("success") && !one.get("success").booleanValue();
            }
        }
        return failed;
    }

    /** The end of a transaction in which a subrequest failed: the last of the results. */
    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<ObjectNode> results;

        private RolledBack(List<ObjectNode> results) {
            super("A subrequest failed", null, false, false);
            this.results = results;
        }
    }
}
