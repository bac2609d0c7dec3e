/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.http.ErrorTable;
import dev.tandem.salesforce.client.http.UnreachableException;
import dev.tandem.salesforce.client.rest.ApiRequest;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.write.CompositeRequest.CollectionRequest;
import dev.tandem.salesforce.client.write.Outcome.Busy;
import dev.tandem.salesforce.client.write.Outcome.Lost;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A client of the APIs that write records. Thread-safe and blocking.
 *
 * <p><b>Outcomes.</b> Every write gets its own {@link Outcome}; one that fails does not affect the others. A call that fails
 * as a whole gives the same outcome to all its writes: {@link Busy} if nothing was done, {@link Lost} if the answer
 * was lost. Only failures that a person must fix are thrown, as {@link SalesforceException}; then nothing was done.
 *
 * <p><b>Repeats.</b> Nothing that Salesforce may have carried out is repeated here. The caller looks and decides.
 */
public final class WriteApi {
    /** The limit of Salesforce for subrequests. Source: "Composite" in the REST API guide. */
    public static final int MAX_ROWS = 25;
    /** The limit of Salesforce for collections among the subrequests. Source: "Composite" in the REST API guide. */
    public static final int MAX_COLLECTIONS = 5;

    private static final String COMPOSITE = "composite";
    /** The time for sending writes of rejected collections one by one: callers rely on a call that ends soon. */
    private static final Duration ALONE_LIMIT = Duration.ofSeconds(30);

    private static final Outcome NOT_SENT = new Busy(
            "NOT_SENT",
            "Salesforce rejected the collection as a whole, and there was no time to send this write by itself.");

    private final SalesforceApi api;
    private final WriteOptions options;

    /** Creates a client. It sends nothing before the first call. */
    public WriteApi(SalesforceApi api, WriteOptions options) {
        this.api = api;
        this.options = options;
    }

    /** Writes up to {@value #MAX_ROWS} rows in one composite call, each with its own headers, in order. */
    public WriteAnswer writeRows(List<CompositeWrite> rows) {
        requireSize(rows.size(), MAX_ROWS, "rows");
        return call(rows.size(), () -> {
            ApiRequest request = ApiRequest.post(
                    "write of " + rows.size() + " rows", COMPOSITE, requests().ofRows(rows));
            return send(request, answer -> OutcomeReader.ofRows(rows, answer));
        });
    }

    /**
     * Writes one collection in one call.
     *
     * @param client identifies the request in the {@code changeOrigin} of change events, if Salesforce supports that for
     *     collections, which its documentation does not say
     */
    public WriteAnswer writeCollection(WriteCollection collection, String client) {
        return call(collection.writes().size(), () -> {
            CollectionRequest http = CollectionRequest.of(collection);
            ApiRequest request = new ApiRequest(
                    "write of " + collection.writes().size() + " records",
                    http.method(),
                    http.path(),
                    http.body(),
                    headers(client));
            return send(request, answer -> OutcomeReader.ofCollection(collection.writes(), answer));
        });
    }

    /**
     * Writes up to {@value #MAX_COLLECTIONS} collections in one composite call, in order, and joins their outcomes.
     *
     * <p>One value of a wrong type makes Salesforce reject its whole collection, without saying which record it belongs to. The writes
     * of such a collection are sent again one by one, as single-row subrequests, after the other collections. So no write of a call
     * may depend on another one.
     */
    public WriteAnswer writeCollections(List<WriteCollection> collections, String client) {
        requireSize(collections.size(), MAX_COLLECTIONS, "collections");
        List<RecordWrite> writes =
                collections.stream().flatMap(each -> each.writes().stream()).toList();
        WriteAnswer answer = call(writes.size(), () -> {
            ApiRequest request = ApiRequest.post(
                    "write of " + writes.size() + " records",
                    COMPOSITE,
                    requests().ofCollections(collections, headers(client)));
            return send(request, read -> OutcomeReader.ofCollections(collections, read));
        });
        List<Integer> undone = IntStream.range(0, writes.size())
                .filter(i -> answer.outcomes().get(i) instanceof RejectedTogether)
                .boxed()
                .toList();
        return undone.isEmpty() ? answer : writeAlone(writes, undone, client, answer);
    }

    private WriteAnswer writeAlone(List<RecordWrite> writes, List<Integer> undone, String client, WriteAnswer answer) {
        List<Outcome> outcomes = new ArrayList<>(answer.outcomes());
        long start = System.nanoTime();
        for (int from = 0; from < undone.size(); from += MAX_ROWS) {
            List<Integer> places = undone.subList(from, Math.min(from + MAX_ROWS, undone.size()));
            if (Thread.currentThread().isInterrupted() || System.nanoTime() - start > ALONE_LIMIT.toNanos()) {
                undone.subList(from, undone.size()).forEach(place -> outcomes.set(place, NOT_SENT));
                break;
            }
            List<Outcome> alone = writeRowsNow(places.stream()
                    .map(place -> CompositeWrite.unguarded(writes.get(place), client))
                    .toList());
            for (int i = 0; i < places.size(); i++) {
                outcomes.set(places.get(i), alone.get(i));
            }
        }
        return new WriteAnswer(outcomes, answer.serverTime());
    }

    /** Keeps the outcomes of the other writes if this call fails: it did nothing, and the next one fails in the same way. */
    private List<Outcome> writeRowsNow(List<CompositeWrite> rows) {
        try {
            return writeRows(rows).outcomes();
        } catch (SalesforceException failure) {
            return Collections.nCopies(rows.size(), new Busy(failure.errorCode(), failure.getMessage()));
        }
    }

    private CompositeRequest requests() {
        return new CompositeRequest(api.version(), options);
    }

    private Map<String, String> headers(String client) {
        Map<String, String> headers = new LinkedHashMap<>(options.headers());
        headers.put("Sforce-Call-Options", "client=" + client);
        return headers;
    }

    private static void requireSize(int size, int max, String what) {
        if (size < 1 || size > max) {
            throw new IllegalArgumentException(
                    "A call with " + size + " " + what + " is not possible. Use 1 to " + max + ".");
        }
    }

    private interface Call {
        WriteAnswer send();
    }

    private interface OutcomesReader {
        List<Outcome> read(JsonNode answer) throws IOException;
    }

    private WriteAnswer send(ApiRequest request, OutcomesReader reader) {
        return api.callOnce(request, answer -> new WriteAnswer(reader.read(answer.json()), answer.date()));
    }

    private WriteAnswer call(int writes, Call call) {
        try {
            api.token();
            api.version();
        } catch (SalesforceException failure) {
            return answerFor(writes, failure, new Busy(failure.errorCode(), failure.getMessage()));
        }
        try {
            return call.send();
        } catch (SalesforceException failure) {
            return answerFor(writes, failure, outcomeOf(failure));
        }
    }

    private static WriteAnswer answerFor(int writes, SalesforceException failure, Outcome outcome) {
        if (!failure.kind().isTransient()) {
            throw failure;
        }
        return new WriteAnswer(Collections.nCopies(writes, outcome), Optional.empty());
    }

    /**
     * An answer without Salesforce's own code comes from a server in between, which may have passed the call on. A fault of
     * Salesforce itself may have come after some of the writes.
     */
    private static Outcome outcomeOf(SalesforceException failure) {
        boolean nothingDone = failure instanceof UnreachableException
                || failure.kind() == FailureKind.THROTTLED
                || ErrorTable.saysThatNothingWasDone(failure.errorCode());
        return nothingDone ? new Busy(failure.errorCode(), failure.getMessage()) : new Lost(failure.getMessage());
    }
}
