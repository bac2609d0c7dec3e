/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.bulk;

import dev.tandem.postgres.session.Session;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.bulk.BulkIngest;
import dev.tandem.salesforce.client.bulk.BulkJobGoneException;
import dev.tandem.salesforce.client.bulk.IngestCsv;
import dev.tandem.salesforce.client.bulk.IngestJob;
import dev.tandem.salesforce.client.bulk.JobState;
import dev.tandem.salesforce.sink.metrics.WriteMetric;
import dev.tandem.salesforce.sink.write.answer.AnswerRecorder;
import dev.tandem.salesforce.sink.write.answer.Answered;
import dev.tandem.salesforce.sink.write.bulk.RunningJobs.Running;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.salesforce.sink.write.send.RecordLocks;
import dev.tandem.salesforce.sink.write.send.RequestTranslator;
import dev.tandem.salesforce.sink.write.take.Ready;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.state.RowStore.Search;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sender of one table's large backlog by Bulk API 2.0 ingest jobs. It records their results, too.
 *
 * <p><b>Durability.</b> A job is noted in {@code tandem.bulk_jobs} before it may write, and removed once all its results are on the rows,
 * which the {@link AnswerRecorder} sees to.
 * After a crash its results are read again. A job that had not been closed is aborted, and its rows are sent again.
 * The table may be prepared again meanwhile: another sender goes on with the same {@link RunningJobs}.
 * <p><b>Failure.</b> After a job that Salesforce rejected or failed, the backlog goes by ordinary calls for a while: the next job
 * would most likely fare no better.
 * <p><b>Order.</b> Salesforce works on several jobs at once, but not on two that would lock the same records: the later one is
 * uploaded, and closed when the earlier one has ended.
 * <p><b>Threads.</b> Used by the write-back's thread, which asks for a job's state now and then and writes other rows meanwhile.
 */
public final class BulkSender {
    private static final Logger LOG = LoggerFactory.getLogger(BulkSender.class);
    /** The number of jobs of one table at a time: one more than Salesforce needs to be busy while results are recorded. */
    private static final int MAX_JOBS = 3;
    /** The number of ended jobs, with results that are not on the rows yet, from which no job is started. Their requests are in memory. */
    private static final int MAX_ENDED = 6;

    /** The time without jobs after Salesforce has rejected or failed one. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final TableContext context;
    private final Session session;
    private final BulkIngest api;
    private final AnswerRecorder recorder;
    private final BulkJobLog log;
    private final Clock clock;
    /** The jobs under way. Tasks that never {@link #poll} use no jobs. */
    private final RunningJobs running;

    public BulkSender(
            TableContext context,
            Session session,
            BulkIngest api,
            AnswerRecorder recorder,
            RunningJobs running,
            Clock clock) {
        this.context = context;
        this.session = session;
        this.api = api;
        this.recorder = recorder;
        this.log = new BulkJobLog(context.table().id());
        this.running = running;
        this.clock = clock;
        running.readEndedAgain(clock.instant());
    }

    /** Returns the number of rows that the next job takes of a backlog; 0 if the backlog is too small, or if this task uses no jobs now. */
    public int rowsOf(int backlog) {
        int batch = context.settings().bulkBatchSize();
        boolean usesJobs = running.areKnown() && batch > 0 && !running.isResting(clock.instant());
        return usesJobs && backlog >= batch ? batch : 0;
    }

    private void pause(String problem) {
        running.pauseUntil(clock.instant().plus(PAUSE));
        LOG.warn(
                "{} The rows of {} go by ordinary calls for the next {} minutes.",
                problem,
                context.table().id(),
                PAUSE.toMinutes());
    }

    /** Returns whether no further job may be started now. */
    public boolean isFull() {
        return running.list().size() >= MAX_JOBS || running.ended().size() >= MAX_ENDED;
    }

    /** Returns the time until the next question for a job's state; null if no job is under way. */
    public Duration nextIn() {
        return running.list().stream()
                .filter(Running::isClosed)
                .map(each -> Duration.between(clock.instant(), each.nextPoll()))
                .min(Duration::compareTo)
                .orElse(null);
    }

    /** Starts jobs for these requests, and returns those that are better sent otherwise. */
    public List<Ready> start(List<Ready> requests) throws SQLException {
        List<Ready> others = new ArrayList<>();
        Map<Long, Map<RequestKind, List<Ready>>> unguarded = new LinkedHashMap<>();
        for (Ready ready : RecordLocks.inLockOrder(context.table(), requests)) {
            if (ready.unmodifiedSince().isPresent()) {
                others.add(ready);
            } else {
                unguarded
                        .computeIfAbsent(ready.request().id(), added -> new LinkedHashMap<>())
                        .computeIfAbsent(ready.request().kind(), added -> new ArrayList<>())
                        .add(ready);
            }
        }
        for (Map<RequestKind, List<Ready>> sameId : unguarded.values()) {
            for (List<Ready> group : sameId.values()) {
                // A job takes some eight calls, so a few rows are cheaper in collections.
                boolean isLarge = group.size() * 4 >= context.settings().bulkBatchSize();
                Optional<IngestCsv> csv =
                        isLarge && !isFull() ? BulkRows.csv(context.table(), group) : Optional.empty();
                if (csv.isEmpty() || !start(group, csv.get())) {
                    others.addAll(group);
                }
            }
        }
        return others;
    }

    /** Starts a job, and returns whether Salesforce takes it. */
    private boolean start(List<Ready> group, IngestCsv csv) throws SQLException {
        RequestKind kind = group.get(0).request().kind();
        long requestId = group.get(0).request().id();
        IngestJob created;
        try {
            created = api.create(BulkRows.target(context.table(), kind), RequestTranslator.clientName(requestId));
        } catch (SalesforceException rejection) {
            pause(rejection.getMessage());
            return false;
        }
        if (running.has(created.id())) {
            pause("Bulk job " + created.id() + " was answered for a second request.");
            return false;
        }
        BulkJob job = new BulkJob(created.id(), requestId, kind);
        Running started = Running.of(job, group, RecordLocks.of(context.table(), group), clock.instant());
        List<Running> jobs = running.list();
        jobs.add(started); // If anything fails before the upload is complete, the job is found open, and aborted.
        session.inTransaction(connection -> {
            log.add(connection, job);
            return null;
        });
        context.metrics().add(WriteMetric.BULK_JOBS, 1);
        context.metrics().add(WriteMetric.CALLS, 1);
        context.metrics().add(WriteMetric.WRITES_SENT, group.size());
        try {
            api.upload(created, csv);
            jobs.set(jobs.size() - 1, started.waiting(created));
        } catch (SalesforceException failure) {
            noteFailedStart(job, failure);
        }
        closeWaiting();
        return true;
    }

    /** Closes the uploads of jobs that wait for no record which an earlier one locks. */
    private void closeWaiting() {
        List<Running> jobs = running.list();
        for (int i = 0; i < jobs.size(); i++) {
            Running each = jobs.get(i);
            boolean waits = jobs.subList(0, i).stream()
                    .anyMatch(earlier -> !Collections.disjoint(earlier.locks(), each.locks()));
            if (!each.isClosed() && !waits) {
                close(each);
                jobs.set(i, each.closed(clock.instant()));
            }
        }
    }

    private void close(Running each) {
        try {
            api.close(each.uploaded());
            LOG.info(
                    "Writing {} rows of {} by Bulk job {}.",
                    each.sent().size(),
                    context.table().id(),
                    each.job().id());
        } catch (SalesforceException failure) {
            noteFailedStart(each.job(), failure);
        }
    }

    private void noteFailedStart(BulkJob job, SalesforceException failure) {
        LOG.warn("Failed to start Bulk job {}: {} Its rows are sent again.", job.id(), failure.getMessage());
        if (!failure.kind().isTransient()) {
            pause(failure.getMessage());
        }
    }

    /** Asks for the states of jobs that are due, and records the results of those that have ended. */
    public void poll() throws SQLException {
        if (!running.areKnown()) {
            running.addEarlier(session.inTransaction(log::jobs).stream()
                    .map(job -> Running.of(job, List.of(), Set.of(), clock.instant()))
                    .toList());
        }
        for (Running each : List.copyOf(running.list())) {
            if (each.isClosed() && !each.nextPoll().isAfter(clock.instant())) {
                boolean isDone = poll(each.job(), each.sent());
                int index = running.list().indexOf(each);
                if (isDone) {
                    running.list().remove(index);
                    running.ended().add(each.job());
                } else {
                    running.list().set(index, each.polled(clock.instant()));
                }
            }
        }
        forgetRecorded();
        closeWaiting();
    }

    /** Forgets the jobs that have ended, and whose results are all on the rows. */
    public void forgetRecorded() throws SQLException {
        for (BulkJob job : List.copyOf(running.ended())) {
            if (!recorder.has(job.requestId())) {
                session.inTransaction(connection -> {
                    log.remove(connection, job);
                    return null;
                });
                running.ended().remove(job);
            }
        }
    }

    /** Returns whether the job is done, and its results are recorded or will be. */
    private boolean poll(BulkJob job, List<Ready> sent) throws SQLException {
        boolean isDone;
        try {
            IngestJob state = api.status(job.id());
            if (state.state() == JobState.OPEN) {
                // Its upload or its closing has failed, so nothing was written.
                api.abort(state);
                return false;
            }
            isDone = state.state().isFinal() && record(job, results(job, state), sent);
            // A job that was aborted before it wrote anything is one whose upload had failed.
            boolean broke =
                    state.state() == JobState.FAILED || (state.state() == JobState.ABORTED && state.processed() > 0);
            if (isDone && broke) {
                pause(problem(job, state));
            }
        } catch (BulkJobGoneException gone) {
            LOG.warn("Bulk job {} is gone. Its rows are settled by a look.", job.id());
            isDone = true;
        } catch (SalesforceException failure) {
            if (!failure.kind().isTransient()) {
                throw failure;
            }
            LOG.warn("Failed to read Bulk job {}: {} Trying again.", job.id(), failure.getMessage());
            return false;
        }
        if (isDone) {
            context.wakeUps().sweep(context.table().id(), Search.PENDING);
        }
        return isDone;
    }

    private BulkResults results(BulkJob job, IngestJob state) {
        if (BulkResults.isEmpty(state)) {
            return BulkResults.ofNothing(job.kind(), "JOB_" + state.state(), problem(job, state));
        }
        return BulkResults.of(
                job.kind(),
                BulkRows.keyColumn(context.table(), job.kind()),
                api.results(state, BulkRows.operation(job.kind())));
    }

    private static String problem(BulkJob job, IngestJob state) {
        String reason = state.errorMessage().isEmpty() ? "" : ": " + state.errorMessage();
        return "Bulk job " + job.id() + " ended after " + state.processed() + " rows" + reason + ".";
    }

    /** Records results, and returns whether all of them are recorded or will be. */
    private boolean record(BulkJob job, BulkResults results, List<Ready> sent) throws SQLException {
        if (sent.isEmpty()) {
            List<String> keys = session.inTransaction(
                    connection -> context.table().store().keysOfRequest(connection, job.requestId()));
            return recorder.recordEarlier(job.requestId(), keys, results::outcomeOf);
        }
        List<Answered> answered = new ArrayList<>();
        for (Ready ready : sent) {
            results.outcomeOf(ready.row())
                    .ifPresent(outcome -> answered.add(new Answered(ready.taken(), ready.row(), outcome)));
        }
        recorder.add(answered);
        return true;
    }
}
