/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write;

import dev.tandem.postgres.session.Session;
import dev.tandem.salesforce.sink.write.answer.AnswerRecorder;
import dev.tandem.salesforce.sink.write.bulk.BulkSender;
import dev.tandem.salesforce.sink.write.parent.DeadReferences;
import dev.tandem.salesforce.sink.write.parent.ParentLinks;
import dev.tandem.salesforce.sink.write.row.RetryDelays;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.salesforce.sink.write.send.CallSender;
import dev.tandem.salesforce.sink.write.settle.Settler;
import dev.tandem.salesforce.sink.write.take.Batches;
import dev.tandem.salesforce.sink.write.take.Comparer;
import dev.tandem.salesforce.sink.write.take.CurrentRecords;
import dev.tandem.salesforce.sink.write.take.Ready;
import dev.tandem.salesforce.sink.write.take.Taker;
import dev.tandem.twoway.rule.Guard;
import dev.tandem.twoway.rule.TakeRule;
import dev.tandem.twoway.rule.Taken;
import dev.tandem.twoway.state.Page;
import dev.tandem.twoway.state.RowStore.Search;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The write-back of one table. It takes the wishes of its rows, looks, compares, sends, and settles. Mostly there is nothing to
 * settle: the event of a write closes its request in the Postgres sink. Used by one thread.
 */
final class TableWriteBack {
    private static final int MAX_ROWS_OF_SWEEP = 10_000;

    private final TableContext context;
    private final Session session;
    private final ParentLinks parents;
    private final DeadReferences deadReferences;
    private final Batches batches;
    private final Taker taker;
    private final Comparer comparer;
    private final CallSender sender;
    private final AnswerRecorder answers;
    private final BulkSender bulk;
    private final Settler settler;
    private final RetryDelays delays;
    /** Requests to be sent next. */
    private final List<Ready> ready = new ArrayList<>();
    /** The search under way, and the page where it is; null if there is none. */
    private Search search;

    private Page found = Page.START;
    /** True if the next page of the search is a large backlog for which no job could be started. */
    private boolean waitsForJob;

    /** The search that begins when the one under way ends; null if there is none. */
    private Search nextSearch;

    /** The ways to send requests, and the recorder of their answers. */
    record Senders(CallSender calls, BulkSender bulk, AnswerRecorder answers) {}

    /**
     * The start of a write-back.
     *
     * @param abandonedBefore the server's time, in µs since the epoch: no one waits for the answers to requests that were taken before
     */
    record Start(Clock clock, long abandonedBefore) {}

    TableWriteBack(
            TableContext context,
            Session session,
            Senders senders,
            ParentLinks parents,
            RetryDelays delays,
            Start start) {
        CurrentRecords currentRecords = new CurrentRecords(context);
        this.context = context;
        this.session = session;
        this.parents = parents;
        this.deadReferences = parents.deadReferences();
        TakeRule rule = context.settings().takeRule();
        this.batches = new Batches(context, session);
        this.comparer = new Comparer(context, currentRecords, rule, start.clock);
        this.taker = new Taker(context, parents, rule, currentRecords, comparer, start.clock);
        this.sender = senders.calls;
        this.answers = senders.answers;
        this.bulk = senders.bulk;
        this.settler = new Settler(context, currentRecords, session, delays, start.abandonedBefore);
        this.delays = delays;
    }

    /** Searches for rows. A search that is under way is finished first. */
    void sweep(Search search) {
        nextSearch = nextSearch == null ? search : nextSearch.or(search);
    }

    /** Takes these rows and the next ones of a search, writes them, and goes on with what is under way. */
    void work(Collection<String> keys) throws SQLException, InterruptedException {
        answers.recordDue();
        add(taker.takeInDoubt());
        Set<String> woken = new LinkedHashSet<>(keys);
        woken.addAll(nextFound());
        List<String> wanted = woken.stream().filter(delays::isOver).toList();
        Guard guard = guard(wanted.size());
        List<String> left = guard == Guard.UNGUARDED ? startJobs(wanted) : wanted;
        List<List<String>> taken = batches.of(left);
        // Enough for all calls that may run at once.
        int atOnce = guard == Guard.UNGUARDED ? context.settings().parallelCalls() : 1;
        for (int i = 0; i < taken.size(); i++) {
            ready.addAll(taker.take(taken.get(i), guard));
            if ((i + 1) % atOnce != 0 && i + 1 < taken.size()) {
                continue;
            }
            // What is ready does not wait for the looks at others.
            send(readyNow());
            send(compareDue());
        }
        send(compareDue());
    }

    /**
     * Sends a large backlog by Bulk jobs, and returns the rows to be sent otherwise. If too many jobs run, the backlog
     * waits for a sweep.
     */
    private List<String> startJobs(List<String> backlog) throws SQLException, InterruptedException {
        List<String> left = backlog;
        while (bulk.rowsOf(left.size()) > 0) {
            if (bulk.isFull()) {
                return List.of();
            }
            int rows = bulk.rowsOf(left.size());
            if (!batches.fit(left.subList(0, rows))) {
                return left; // The results of a job come all at once, and so would the texts of its rows.
            }
            send(bulk.start(prepare(left.subList(0, rows))));
            left = left.subList(rows, left.size());
        }
        return left;
    }

    /** Takes rows, looks, and returns the requests that are to be sent now. */
    private List<Ready> prepare(List<String> keys) throws SQLException {
        ready.addAll(taker.take(keys, Guard.UNGUARDED));
        return compareDue();
    }

    private void add(List<Taken> taken) {
        Map<Boolean, List<Taken>> creates = taken.stream()
                .collect(Collectors.partitioningBy(each -> each.request().isCreate()));
        comparer.add(creates.get(false));
        creates.get(true).forEach(each -> ready.add(new Ready(each, each.row(), Optional.empty())));
    }

    private List<Ready> compareDue() throws SQLException {
        ready.addAll(comparer.compareDue());
        return readyNow();
    }

    private List<Ready> readyNow() {
        List<Ready> now = List.copyOf(ready);
        ready.clear();
        return now;
    }

    /** Goes on with what is under way, and takes no more edits. */
    void finish() throws SQLException, InterruptedException {
        answers.recordAll();
        bulk.forgetRecorded();
        send(compareDue());
    }

    /** Records the answers that are held back, and takes back what was not sent, before the connector stops. */
    void stop() throws SQLException {
        answers.recordAll();
        bulk.forgetRecorded();
        taker.withdraw(readyNow().stream().map(Ready::taken).toList());
    }

    /** Like {@link #stop}, after a problem. If that fails, too, the requests are settled later. */
    void stopAfter(Exception problem) {
        try {
            stop();
        } catch (SQLException | RuntimeException again) {
            problem.addSuppressed(again);
        }
    }

    /** Returns whether nothing is under way that only this object knows of. */
    boolean isIdle() {
        return comparer.nextIn() == null && answers.nextIn() == null && ready.isEmpty() && !taker.hasRequestsInDoubt();
    }

    private List<String> nextFound() throws SQLException {
        if (waitsForJob()) {
            return List.of();
        }
        if (search == null) {
            search = nextSearch;
            nextSearch = null;
            found = Page.START;
        }
        if (search == null) {
            return List.of();
        }
        int limit = Math.max(MAX_ROWS_OF_SWEEP, context.settings().bulkBatchSize());
        Page page = session.inTransaction(
                connection -> context.table().store().keysToTake(connection, search, found, limit));
        if (bulk.isFull() && bulk.rowsOf(page.keys().size()) > 0) {
            waitsForJob = true;
            return List.of();
        }
        found = page;
        waitsForJob = false;
        if (page.isLast()) {
            search = null;
        }
        return page.keys();
    }

    /** Returns whether the search has found a large backlog, which waits until another job may be started. */
    private boolean waitsForJob() {
        return waitsForJob && bulk.isFull();
    }

    private void send(List<Ready> requests) throws SQLException, InterruptedException {
        if (!requests.isEmpty()) {
            sender.send(requests, ready);
        }
    }

    private Guard guard(int backlog) {
        return switch (context.settings().guard()) {
            case ALWAYS -> Guard.GUARDED;
            case NEVER -> Guard.UNGUARDED;
            case AUTO -> backlog >= context.settings().unguardedFrom() ? Guard.UNGUARDED : Guard.GUARDED;
        };
    }

    /** Settles requests that are due. Creates that turn out to be missing are sent again with the next work. */
    void settleDue() throws SQLException {
        add(settler.settleDue());
    }

    /** Gives children their parents' ids, which may be new. */
    void resolveParents() throws SQLException {
        parents.resolve();
    }

    /** Asks for reads of the rows that refer to records which were deleted lately. */
    void checkReferences() throws SQLException {
        deadReferences.askForReads();
    }

    /** Goes on with the Bulk jobs under way. */
    void pollJobs() throws SQLException {
        bulk.poll();
    }

    /** Returns the time until something under way has to go on; null if nothing is. */
    Duration nextIn() {
        return (search != null || nextSearch != null) && !waitsForJob()
                ? Duration.ZERO
                : Stream.of(comparer.nextIn(), answers.nextIn(), bulk.nextIn())
                        .filter(Objects::nonNull)
                        .min(Duration::compareTo)
                        .orElse(null);
    }
}
