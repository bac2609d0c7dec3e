/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.send;

import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.salesforce.client.write.WriteAnswer;
import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.client.write.WriteCollection;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.write.answer.AnswerRecorder;
import dev.tandem.salesforce.sink.write.answer.Answered;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.salesforce.sink.write.send.CallPlan.Call;
import dev.tandem.salesforce.sink.write.take.Ready;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** The step that sends requests, and has their answers recorded. */
public final class CallSender {
    private final TableContext context;
    private final WriteApi api;
    private final CallPool calls;
    private final AnswerRecorder recorder;

    public CallSender(TableContext context, WriteApi api, CallPool calls, AnswerRecorder recorder) {
        this.context = context;
        this.api = api;
        this.calls = calls;
        this.recorder = recorder;
    }

    /**
     * Sends the requests, several calls at a time, and records their answers.
     *
     * @param later takes the requests that are to be sent later: because Postgres failed first, or the connector stops
     */
    public void send(List<Ready> requests, List<Ready> later) throws SQLException, InterruptedException {
        List<Call> planned = CallPlan.of(RecordLocks.inLockOrder(context.table(), requests));
        int done = 0;
        try {
            while (done < planned.size() && !calls.isStopping()) {
                List<Call> next = planned.subList(done, Math.min(done + calls.atOnce(), planned.size()));
                done += next.size();
                sendNow(next);
            }
        } finally {
            planned.subList(done, planned.size()).forEach(call -> later.addAll(call.requests()));
        }
    }

    private void sendNow(List<Call> planned) throws SQLException, InterruptedException {
        List<Callable<List<Answered>>> sending = new ArrayList<>();
        planned.forEach(call -> sending.add(() -> send(call)));
        List<Answered> answered = new ArrayList<>();
        RuntimeException failure = null;
        List<Future<List<Answered>>> made = calls.makeAll(sending);
        for (int i = 0; i < made.size(); i++) {
            try {
                answered.addAll(result(made.get(i)));
            } catch (SalesforceException rejected) {
                failure = first(failure, rejected);
                answered.addAll(undone(planned.get(i), rejected));
            } catch (RuntimeException failed) {
                failure = first(failure, failed);
            }
        }
        context.metrics().add(WriteMetric.CALLS, sending.size());
        planned.forEach(call ->
                context.metrics().add(WriteMetric.WRITES_SENT, call.requests().size()));
        recorder.add(answered);
        recorder.recordDue();
        if (failure != null) {
            throw failure;
        }
    }

    /** Returns the first failure of several, which the others are noted on. */
    static RuntimeException first(RuntimeException earlier, RuntimeException failure) {
        if (earlier == null) {
            return failure;
        }
        earlier.addSuppressed(failure);
        return earlier;
    }

    /** Returns the answers to a call that was rejected as a whole. Without them, its rows would wait for their deadline. */
    private static List<Answered> undone(Call call, SalesforceException rejected) {
        Outcome outcome = new Outcome.Busy(rejected.errorCode(), rejected.getMessage());
        return call.requests().stream()
                .map(ready -> new Answered(ready.taken(), ready.row(), outcome))
                .toList();
    }

    private List<Answered> send(Call call) {
        WriteAnswer answer = write(api, context.table(), call);
        List<Ready> requests = call.requests();
        List<Answered> answered = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            Ready ready = requests.get(i);
            answered.add(
                    new Answered(ready.taken(), ready.row(), answer.outcomes().get(i)));
        }
        return answered;
    }

    /** Makes a call. For an example table, all kinds of calls are in {@code src/test/resources/calls}. */
    static WriteAnswer write(WriteApi api, MappedTable table, Call call) {
        if (call instanceof Call.Collections collections) {
            List<WriteCollection> writes = collections.collections().stream()
                    .map(collection -> new WriteCollection(collection.stream()
                            .map(ready -> RequestTranslator.recordWrite(table, ready))
                            .toList()))
                    .toList();
            return api.writeCollections(writes, RequestTranslator.clientName(collections.requestId()));
        }
        return api.writeRows(call.requests().stream()
                .map(ready -> RequestTranslator.rowWrite(table, ready))
                .toList());
    }

    private static List<Answered> result(Future<List<Answered>> call) throws InterruptedException {
        try {
            return call.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }
}
