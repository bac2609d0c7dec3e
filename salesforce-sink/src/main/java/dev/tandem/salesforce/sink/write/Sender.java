/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.salesforce.client.write.WriteAnswer;
import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.client.write.WriteCollection;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.write.CallPlan.Call;
import dev.tandem.salesforce.sink.write.Writes.Ready;
import dev.tandem.twoway.rule.TakeRule;
import dev.tandem.twoway.state.RowChange;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.state.StoredRow;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Sends requests and records the answers on their rows. */
final class Sender {
    private final WriteContext context;
    private final WriteApi api;
    private final WriteCalls calls;
    private final Answers answers;
    private final Clock clock;
    private final TakeRule rule;
    private final List<Answered> unrecorded = new ArrayList<>();
    private Instant retryAt = Instant.EPOCH;

    Sender(WriteContext context, WriteApi api, WriteCalls calls, Answers answers, Clock clock) {
        this.context = context;
        this.api = api;
        this.calls = calls;
        this.answers = answers;
        this.clock = clock;
        this.rule = context.settings().takeRule();
    }

    /**
     * Sends the requests, several calls at a time, and records their answers.
     *
     * @param later takes the requests that are to be sent later: because Postgres failed first, an application holds their rows, or the connector
     *     stops
     */
    void send(List<Ready> requests, List<Ready> later) throws SQLException, InterruptedException {
        List<Call> planned = CallPlan.of(Writes.inLockOrder(context.table(), requests));
        int done = 0;
        try {
            while (done < planned.size() && !calls.isStopping()) {
                List<Call> next = planned.subList(done, Math.min(done + calls.atOnce(), planned.size()));
                List<Call> noted = noteCreates(next, later);
                done += next.size();
                sendNow(noted);
            }
        } finally {
            planned.subList(done, planned.size()).forEach(call -> later.addAll(call.requests()));
        }
    }

    /**
     * Notes on the rows of creates that they are being sent: from then on, one whose answer is lost waits for its deadline. So each create
     * is noted immediately before it is sent. Returns the calls without the rows that have lost their request meanwhile, or that an application holds.
     */
    private List<Call> noteCreates(List<Call> planned, List<Ready> later) throws SQLException {
        List<Ready> requests =
                planned.stream().flatMap(call -> call.requests().stream()).toList();
        List<Ready> creates =
                requests.stream().filter(ready -> ready.request().isCreate()).toList();
        if (creates.isEmpty()) {
            return planned;
        }
        RowTransactions.Outcome<Ready, Ready> noted =
                context.rows().run(context.table(), creates, Ready::key, this::noteCreate);
        later.addAll(noted.locked());
        Set<Ready> sent = Collections.newSetFromMap(new IdentityHashMap<>());
        sent.addAll(noted.results());
        return CallPlan.of(requests.stream()
                .filter(ready -> !ready.request().isCreate() || sent.contains(ready))
                .toList());
    }

    private void noteCreate(Ready ready, StoredRow stored, long now, Effects<Ready> effects) {
        if (stored != null && ready.taken().isOpenOn(stored.row())) {
            effects.write(new RowChange(stored, rule.sending(stored.row(), now), Wake.NOW, stored.error()));
            effects.result(ready);
        }
    }

    private void sendNow(List<Call> planned) throws SQLException, InterruptedException {
        List<Callable<List<Answered>>> sending = new ArrayList<>();
        planned.forEach(call -> sending.add(() -> send(call)));
        RuntimeException failure = null;
        for (Future<List<Answered>> call : calls.makeAll(sending)) {
            try {
                unrecorded.addAll(result(call));
            } catch (RuntimeException failed) {
                failure = failed;
            }
        }
        context.metrics().add(WriteMetric.CALLS, sending.size());
        planned.forEach(call ->
                context.metrics().add(WriteMetric.WRITES_SENT, call.requests().size()));
        retryAt = clock.instant();
        recordAnswers();
        if (failure != null) {
            throw failure;
        }
    }

    private List<Answered> send(Call call) {
        WriteAnswer answer = answer(call);
        List<Ready> requests = call.requests();
        List<Answered> answered = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            Ready ready = requests.get(i);
            answered.add(
                    new Answered(ready.taken(), ready.row(), answer.outcomes().get(i)));
        }
        return answered;
    }

    private WriteAnswer answer(Call call) {
        if (call instanceof Call.Collections collections) {
            List<WriteCollection> writes = collections.collections().stream()
                    .map(collection -> new WriteCollection(collection.stream()
                            .map(ready -> Writes.record(context.table(), ready))
                            .toList()))
                    .toList();
            return api.writeCollections(writes, Writes.client(collections.requestId()));
        }
        return api.writeRows(call.requests().stream()
                .map(ready -> Writes.of(context.table(), ready))
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

    /**
     * Records answers on their rows. Those of rows that an application holds wait for the next time. If the connector dies before, their
     * requests are settled by a look, like any whose answer was lost.
     */
    void recordAnswers() throws SQLException {
        if (unrecorded.isEmpty() || clock.instant().isBefore(retryAt)) {
            return;
        }
        List<Answered> answered = List.copyOf(unrecorded);
        List<Answered> locked = context.rows()
                .run(context.table(), answered, Answered::key, answers::apply)
                .locked();
        unrecorded.clear();
        unrecorded.addAll(locked);
        retryAt = clock.instant().plus(context.settings().lockTimeout());
    }

    /** Returns the time until answers are recorded again; null if none wait. */
    Duration nextIn() {
        return unrecorded.isEmpty() ? null : Duration.between(clock.instant(), retryAt);
    }
}
