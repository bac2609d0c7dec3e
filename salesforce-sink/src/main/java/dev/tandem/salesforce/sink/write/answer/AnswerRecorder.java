/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.salesforce.sink.write.row.Effects;
import dev.tandem.salesforce.sink.write.row.RowTransactions;
import dev.tandem.salesforce.sink.write.row.RowTransactions.BatchResult;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.Taken;
import dev.tandem.twoway.state.RowStore;
import dev.tandem.twoway.state.StoredRow;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A recorder of answers on the rows of one table.
 *
 * <p>In a backlog, answers that only await their events are logged at once, but held back from their rows for a while: most events come
 * sooner, and then there is nothing left to record. Answers of rows that an application holds, or that may not be written, are tried again
 * later.
 * <p><b>Durability.</b> If the connector dies before, the requests are confirmed by their events, or settled by a look, like any whose
 * answer was lost. The results of Bulk jobs are read again.
 */
public final class AnswerRecorder {
    private static final int ROWS_PER_TRANSACTION = 1_000;
    /** The number of answers at once from which they are held back. */
    private static final int BACKLOG = 500;

    private static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

    private final TableContext context;
    private final AnswerApplier answers;
    private final Clock clock;
    /** Answers that are neither in the write log nor on their rows. */
    private final Waiting unlogged;
    /** Answers of a backlog that are not in the write log yet. Once they are, they are {@link #held}. */
    private final List<Answered> awaiting = new ArrayList<>();
    /** Answers that are in the write log, but not on their rows. */
    private final Waiting logged;
    /** Answers in the write log whose events most often come before they are due. Once they are due, they are {@link #logged}. */
    private final Deque<Held> held = new ArrayDeque<>();

    private Instant retryAt = Instant.EPOCH;

    public AnswerRecorder(TableContext context, AnswerApplier answers, Clock clock) {
        this.context = context;
        this.answers = answers;
        this.clock = clock;
        this.unlogged = new Waiting(answers::apply);
        this.logged = new Waiting(answers::applyLogged);
    }

    /**
     * Answers that are not on their rows yet.
     *
     * @param blocked those of rows that may not be written now. Nothing waits for them, because that may take for ever
     */
    private record Waiting(Step step, List<Answered> due, List<Answered> blocked) {
        Waiting(Step step) {
            this(step, new ArrayList<>(), new ArrayList<>());
        }

        boolean has(long requestId) {
            return AnswerRecorder.has(due, requestId);
        }
    }

    private record Held(List<Answered> answers, Instant until) {
        boolean has(long requestId) {
            return AnswerRecorder.has(answers, requestId);
        }
    }

    @FunctionalInterface
    private interface Step extends RowTransactions.Decision<Answered, Void> {}

    /** Takes answers. {@link #recordDue} records them, then or later. */
    public void add(List<Answered> answered) {
        boolean isBacklog = answered.size() >= BACKLOG;
        answered.forEach(each -> (isBacklog && answers.onlyAwaitsEvent(each) ? awaiting : unlogged.due).add(each));
        retryAt = clock.instant();
    }

    /** Records what is due. */
    public void recordDue() throws SQLException {
        logAwaiting();
        while (!held.isEmpty() && !clock.instant().isBefore(held.peek().until)) {
            logged.due.addAll(held.remove().answers);
        }
        unblock(unlogged);
        unblock(logged);
        if ((!unlogged.due.isEmpty() || !logged.due.isEmpty())
                && !clock.instant().isBefore(retryAt)) {
            record(unlogged);
            record(logged);
            retryAt = clock.instant().plus(context.settings().lockTimeout());
        }
    }

    private void logAwaiting() throws SQLException {
        Duration quarter = context.settings().echoTimeout().dividedBy(4);
        Duration hold = quarter.compareTo(LONGEST_HOLD) < 0 ? quarter : LONGEST_HOLD;
        while (!awaiting.isEmpty()) {
            List<Answered> next = awaiting.subList(0, Math.min(ROWS_PER_TRANSACTION, awaiting.size()));
            context.rows()
                    .log(context.table(), next.stream().map(answers::entry).toList());
            next.forEach(answers::countDone);
            held.add(new Held(List.copyOf(next), clock.instant().plus(hold)));
            next.clear();
        }
    }

    /** Records everything, without waiting for events. */
    public void recordAll() throws SQLException {
        logAwaiting();
        held.forEach(each -> logged.due.addAll(each.answers));
        held.clear();
        retryAt = clock.instant();
        recordDue();
    }

    /** Lets the answers of rows that are to be tried again be due. */
    private void unblock(Waiting answered) {
        answered.blocked.removeIf(each -> !context.rows().isBlocked(each.key()) && answered.due.add(each));
    }

    /** Records answers, and keeps those of rows that an application holds or that may not be written. */
    private void record(Waiting answered) throws SQLException {
        RowStore store = context.table().store();
        List<Answered> locked = new ArrayList<>();
        try {
            while (!answered.due.isEmpty()) {
                List<Answered> next = answered.due.subList(0, Math.min(ROWS_PER_TRANSACTION, answered.due.size()));
                List<Answered> batch = List.copyOf(next);
                RowTransactions.Lock lock = (connection, keys) -> {
                    answers.findReleasedValues(connection, batch);
                    // Most events have closed their requests by now, and the answers to those change nothing.
                    return store.lockRequested(connection, keys);
                };
                BatchResult<Answered, Void> result =
                        context.rows().run(context.table(), lock, batch, Answered::key, answered.step);
                locked.addAll(result.locked());
                answered.blocked.addAll(result.blocked());
                next.clear();
            }
        } finally {
            answered.due.addAll(locked);
        }
    }

    /**
     * Records the outcomes of a request that an earlier task has sent, on the rows that still have it.
     *
     * @param outcomeOf returns the outcome for a row, if there is one
     * @return whether no row was held by an application
     */
    public boolean recordEarlier(long requestId, List<String> keys, Function<TwoWayRow, Optional<Outcome>> outcomeOf)
            throws SQLException {
        boolean isComplete = true;
        for (int from = 0; from < keys.size(); from += ROWS_PER_TRANSACTION) {
            List<String> next = keys.subList(from, Math.min(from + ROWS_PER_TRANSACTION, keys.size()));
            RowTransactions.Lock lock = (connection, some) -> {
                List<StoredRow> rows = context.table().store().lockRequested(connection, some);
                answers.findReleasedValues(
                        connection,
                        rows.stream()
                                .flatMap(stored -> earlier(requestId, stored, outcomeOf).stream())
                                .toList());
                return rows;
            };
            BatchResult<String, Void> result = context.rows()
                    .run(
                            context.table(),
                            lock,
                            next,
                            Function.identity(),
                            (String key, StoredRow stored, long now, Effects<Void> effects) -> earlier(
                                            requestId, stored, outcomeOf)
                                    .ifPresent(answered -> answers.apply(answered, stored, now, effects)));
            isComplete &= result.locked().isEmpty();
        }
        return isComplete;
    }

    private static Optional<Answered> earlier(
            long requestId, StoredRow stored, Function<TwoWayRow, Optional<Outcome>> outcomeOf) {
        boolean isOpen = stored != null
                && stored.row().request() != null
                && stored.row().request().id() == requestId;
        return isOpen
                ? outcomeOf
                        .apply(stored.row())
                        .map(outcome -> new Answered(new Taken(stored.row()), stored.row(), outcome))
                : Optional.empty();
    }

    /** Returns whether answers to this request are not on their rows yet, and will be soon. */
    public boolean has(long requestId) {
        return unlogged.has(requestId)
                || has(awaiting, requestId)
                || logged.has(requestId)
                || held.stream().anyMatch(each -> each.has(requestId));
    }

    private static boolean has(List<Answered> answers, long requestId) {
        return answers.stream().anyMatch(each -> each.request().id() == requestId);
    }

    /** Returns the time until something is due; null if nothing is left to record. */
    public Duration nextIn() {
        boolean isRecorded = unlogged.due.isEmpty() && awaiting.isEmpty() && logged.due.isEmpty();
        Stream<Instant> retry = isRecorded ? Stream.empty() : Stream.of(retryAt);
        return Stream.concat(retry, held.stream().map(Held::until))
                .min(Instant::compareTo)
                .map(next -> Duration.between(clock.instant(), next))
                .orElse(null);
    }
}
