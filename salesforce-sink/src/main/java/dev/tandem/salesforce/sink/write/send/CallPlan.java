/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.send;

import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.client.write.WriteCollection;
import dev.tandem.salesforce.sink.write.take.Ready;
import dev.tandem.twoway.row.RequestKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls that carry requests to Salesforce. Pure.
 *
 * <p>A composite call has headers per row, so every row can have its guard and its own request id. Collections have neither: all rows of
 * such a call share one request id, which is common, because rows that are taken together get the same one.
 */
final class CallPlan {
    private CallPlan() {}

    /** A call. */
    sealed interface Call {
        List<Ready> requests();

        /** A composite call of single rows. */
        record Rows(List<Ready> requests) implements Call {}

        /** A composite call of collections, whose requests share their id. */
        record Collections(List<List<Ready>> collections) implements Call {
            @Override
            public List<Ready> requests() {
                return collections.stream().flatMap(List::stream).toList();
            }

            long requestId() {
                return collections.get(0).get(0).request().id();
            }
        }
    }

    /** Plans the calls for requests, which keep their order within a call. */
    static List<Call> of(List<Ready> requests) {
        List<Ready> rows = new ArrayList<>();
        Map<Long, Map<RequestKind, List<Ready>>> unguarded = new LinkedHashMap<>();
        for (Ready request : requests) {
            if (request.unmodifiedSince().isPresent()) {
                rows.add(request);
            } else {
                unguarded
                        .computeIfAbsent(request.request().id(), added -> new LinkedHashMap<>())
                        .computeIfAbsent(request.request().kind(), added -> new ArrayList<>())
                        .add(request);
            }
        }
        List<Call> calls = new ArrayList<>();
        for (Map<RequestKind, List<Ready>> sameId : unguarded.values()) {
            int count = sameId.values().stream().mapToInt(List::size).sum();
            if (count <= WriteApi.MAX_ROWS) {
                sameId.values().forEach(rows::addAll);
            } else {
                addCollections(calls, sameId);
            }
        }
        for (List<Ready> chunk : chunks(rows, WriteApi.MAX_ROWS)) {
            calls.add(new Call.Rows(chunk));
        }
        return calls;
    }

    private static void addCollections(List<Call> calls, Map<RequestKind, List<Ready>> sameId) {
        List<List<Ready>> collections = new ArrayList<>();
        sameId.values().forEach(sameKind -> collections.addAll(chunks(sameKind, WriteCollection.MAX_WRITES)));
        for (List<List<Ready>> chunk : chunks(collections, WriteApi.MAX_COLLECTIONS)) {
            calls.add(new Call.Collections(chunk));
        }
    }

    private static <T> List<List<T>> chunks(List<T> all, int size) {
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            chunks.add(all.subList(from, Math.min(from + size, all.size())));
        }
        return chunks;
    }
}
