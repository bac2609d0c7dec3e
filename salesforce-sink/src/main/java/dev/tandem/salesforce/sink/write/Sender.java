/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.salesforce.client.write.WriteAnswer;
import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.client.write.WriteCollection;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.write.CallPlan.Call;
import dev.tandem.salesforce.sink.write.Writes.Ready;
import dev.tandem.twoway.rule.Answer;
import dev.tandem.twoway.rule.AnswerRule;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.state.RowChange;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.state.StoredRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Sends requests and records the answers on their rows. */
final class Sender {
    private final WriteContext context;
    private final WriteApi api;
    private final ExecutorService calls;
    private final AnswerRule rule;
    private final RetryDelays delays;

    Sender(WriteContext context, WriteApi api, ExecutorService calls, RetryDelays delays) {
        this.context = context;
        this.api = api;
        this.calls = calls;
        this.rule = new AnswerRule(context.settings().onRejection());
        this.delays = delays;
    }

    private record Answered(Ready ready, Outcome outcome) {
        String key() {
            return ready.key();
        }
    }

    /** Sends the requests, several calls at a time, and records every answer as soon as all have come. */
    void send(List<Ready> requests) throws SQLException, InterruptedException {
        List<Callable<List<Answered>>> sending = new ArrayList<>();
        CallPlan.of(Writes.inLockOrder(context.table(), requests)).forEach(call -> sending.add(() -> send(call)));
        List<Answered> answered = new ArrayList<>();
        for (Future<List<Answered>> call : calls.invokeAll(sending)) {
            answered.addAll(result(call));
        }
        context.metrics().add(WriteMetric.CALLS, sending.size());
        context.metrics().add(WriteMetric.WRITES_SENT, requests.size());
        record(answered);
    }

    private List<Answered> send(Call call) {
        WriteAnswer answer = answer(call);
        List<Ready> requests = call.requests();
        List<Answered> answered = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            answered.add(new Answered(requests.get(i), answer.outcomes().get(i)));
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

    /** An answer must not get lost because an application holds the row, so this tries until all are recorded. */
    private void record(List<Answered> answered) throws SQLException, InterruptedException {
        List<Answered> left = answered;
        while (!left.isEmpty()) {
            left = context.rows()
                    .run(context.table(), left, Answered::key, this::decide)
                    .locked();
            if (!left.isEmpty()) {
                Thread.sleep(context.settings().lockTimeout().toMillis());
            }
        }
    }

    private void decide(Answered job, StoredRow stored, long now, Effects<Void> effects) {
        Answer answer = answer(job);
        count(job.outcome);
        effects.log(new WriteLogEntry(job.ready.row(), job.ready.request(), state(job.outcome), message(job.outcome)));
        if (stored == null || answer == null) {
            return;
        }
        RowDecision decision = rule.apply(stored.row(), job.ready.taken(), answer, now);
        if (decision.row().equals(stored.row()) && !decision.removesRow()) {
            return;
        }
        effects.lose(decision.row(), decision.lost(), job.ready.request().id());
        if (decision.removesRow()) {
            effects.write(RowChange.remove(stored));
            return;
        }
        Wake wake = decision.wakesWriteBack() ? Wake.NOW : Wake.AFTER_NEXT_CHANGE;
        effects.write(new RowChange(stored, decision.row(), wake, message(job.outcome)));
        if (answer instanceof Answer.Busy) {
            context.wakeUps().wakeAfter(delays.next(job.key()), context.table().id(), job.key());
        } else {
            delays.forget(job.key());
            if (decision.wakesWriteBack()) {
                context.wake(job.key());
            }
        }
    }

    /** Returns null if the answer was lost. */
    private static Answer answer(Answered job) {
        Outcome outcome = job.outcome;
        if (outcome instanceof Outcome.Saved saved) {
            return job.ready.request().isCreate()
                    ? new Answer.Created(saved.id().value())
                    : new Answer.Done();
        } else if (outcome instanceof Outcome.PreconditionFailed) {
            return new Answer.Modified();
        } else if (outcome instanceof Outcome.Gone) {
            return new Answer.Gone();
        } else if (outcome instanceof Outcome.Transient) {
            return new Answer.Busy();
        }
        return outcome instanceof Outcome.Rejected ? new Answer.Rejected() : null;
    }

    private void count(Outcome outcome) {
        context.metrics().add(metric(outcome), 1);
    }

    private static WriteMetric metric(Outcome outcome) {
        if (outcome instanceof Outcome.Saved || outcome instanceof Outcome.Gone) {
            return WriteMetric.WRITES_ANSWERED;
        } else if (outcome instanceof Outcome.PreconditionFailed) {
            return WriteMetric.WRITES_OVERTAKEN;
        } else if (outcome instanceof Outcome.Transient) {
            return WriteMetric.WRITES_RETRIED;
        }
        return outcome instanceof Outcome.Rejected ? WriteMetric.WRITES_REJECTED : WriteMetric.ANSWERS_LOST;
    }

    private static WriteLogEntry.State state(Outcome outcome) {
        if (outcome instanceof Outcome.Saved || outcome instanceof Outcome.Gone) {
            return WriteLogEntry.State.WRITTEN;
        } else if (outcome instanceof Outcome.Rejected) {
            return WriteLogEntry.State.FAILED;
        }
        return outcome instanceof Outcome.Unknown ? WriteLogEntry.State.UNANSWERED : WriteLogEntry.State.RETRIED;
    }

    private static String message(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            return rejected.code() + ": " + rejected.message();
        } else if (outcome instanceof Outcome.Transient busy) {
            return busy.code() + ": " + busy.message();
        } else if (outcome instanceof Outcome.Gone gone) {
            return gone.code() + ": " + gone.message();
        }
        return outcome instanceof Outcome.Unknown unknown ? unknown.message() : null;
    }
}
