/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.read;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.bulk.BulkQuery;
import dev.tandem.salesforce.client.bulk.BulkRow;
import dev.tandem.salesforce.client.bulk.JobState;
import dev.tandem.salesforce.client.bulk.QueryJob;
import dev.tandem.salesforce.client.bulk.QueryResults;
import dev.tandem.salesforce.client.bulk.ResultPosition;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.rest.Soql;
import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.emit.FirstPosition;
import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.failure.Failures;
import dev.tandem.salesforce.source.failure.InvisibleRecordsException;
import dev.tandem.salesforce.source.failure.ReadFailedException;
import dev.tandem.salesforce.source.mapping.RecordFactory.Read;
import dev.tandem.salesforce.source.mapping.RecordFactory.Snapshot;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.mapping.RowReader;
import dev.tandem.salesforce.source.mapping.UnreadableValueException;
import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.offset.SnapshotOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import dev.tandem.salesforce.source.settings.ReadSettings;
import dev.tandem.salesforce.source.settings.ReadSettings.EmptyObjects;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of an object's records by a Bulk job, which emits them as whole rows. It knows nothing of the stream.
 *
 * <p><b>Deletes.</b> A read includes the recycle bin, and emits a delete for each record in it. So a read also finds the records
 * whose deletion no one has seen, such as one before the first offset was stored.
 *
 * <p><b>Restarts.</b> A restart goes on in the same job, at the row after the last one whose offset was stored. Salesforce
 * deletes jobs after seven days. The reader does not, because it does not know when the last rows are stored.
 *
 * <p><b>Failure.</b> A job that fails, or whose result is incomplete, is replaced by a new one. Transient failures of calls are
 * thrown, and the pipeline goes on where the read stands.
 */
public final class SnapshotReader {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotReader.class);
    private static final String IS_DELETED = "IsDeleted";
    /** Rows in one unit of the queue; large enough that its lock costs nothing, small enough that memory stays bounded. */
    private static final int UNIT_ROWS = 500;
    /** Bytes of rows after which a unit ends, so that it is small next to the queue. */
    private static final long UNIT_BYTES = 1 << 20;

    private static final int MAX_JOBS = 5;
    /** The pause after the first job that has failed; doubled with each. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(30);

    private final ObjectContext context;
    private final SalesforceApi api;
    private final BulkQuery bulk;
    private final FilteredOut filteredOut;
    private final LoggedDeletes loggedDeletes;
    private final Optional<String> filter;
    private final Optional<Integer> pageRows;
    private final EmptyObjects emptyObjects;
    private final Duration clockMargin;
    private final FirstPosition firstPosition;

    public SnapshotReader(
            ObjectContext context, SalesforceApi api, ReadSettings settings, FirstPosition firstPosition) {
        this.firstPosition = firstPosition;
        this.context = context;
        this.api = api;
        this.bulk = new BulkQuery(api);
        this.filter = settings.filters().of(context.object());
        this.filteredOut = new FilteredOut(context, api);
        this.loggedDeletes = new LoggedDeletes(context, api);
        this.pageRows = settings.pageRows();
        this.emptyObjects = settings.emptyObjects();
        this.clockMargin = settings.clockMargin();
    }

    /**
     * Emits all rows that are still to be read, and returns the position after them.
     *
     * @throws ReadFailedException if several jobs have failed
     */
    public StreamOffset read(SnapshotOffset start) throws InterruptedException {
        SnapshotOffset reading = start;
        Exception lastFailure = null;
        for (int jobs = 0; jobs < MAX_JOBS; jobs++) {
            pauseAfter(jobs);
            try {
                if (reading.job().isEmpty()) {
                    reading = begin(emitUnseen(reading.beginningAt(api.serverTime())));
                }
                // Salesforce prepares the rows while the worker stores the position.
                firstPosition.store(context.emitter(), context.records()::position, reading.began());
                QueryJob job = await(reading.job().get());
                requireSight(job);
                return emit(reading, job);
            } catch (JobFailedException | UnreadableValueException failure) {
                lastFailure = failure;
            } catch (SalesforceException failure) {
                if (!mayAnotherJobHelp(failure, reading)) {
                    throw failure;
                }
                lastFailure = failure;
            }
            LOG.warn("{}: {} A new Bulk job reads the object.", object(), lastFailure.getMessage());
            reading = SnapshotOffset.beginning(
                    reading.position(), reading.scope(), context.emitter().version());
            context.emitter().moveTo(reading);
        }
        throw new ReadFailedException(object(), MAX_JOBS, lastFailure);
    }

    /** Waits longer with each job that has failed, but never longer than a call may be repeated. */
    private void pauseAfter(int failedJobs) throws InterruptedException {
        if (failedJobs > 0) {
            Thread.sleep(Math.min(
                    PAUSE.toMillis() << (failedJobs - 1),
                    api.settings().retryFor().toMillis()));
        }
    }

    /** A field may be removed between describe and job. A job or its result may be gone, or become unreadable. */
    private static boolean mayAnotherJobHelp(SalesforceException failure, SnapshotOffset reading) {
        if (reading.job().isEmpty()) {
            return Failures.isOfRemovedField(failure);
        }
        return !failure.kind().isTransient() && failure.kind() != FailureKind.AUTH;
    }

    private SnapshotOffset begin(SnapshotOffset reading) {
        RowLayout layout = context.schema().describe();
        String soql = soql(layout, reading.scope());
        QueryJob job = hasIsDeleted(layout) ? bulk.createIncludingDeleted(soql) : bulk.create(soql);
        requireObject(job);
        if (job.createdDate().plus(clockMargin).isBefore(reading.began())) {
            throw new JobFailedException("Bulk job " + job.id() + " is older than the request for it.");
        }
        LOG.info(
                "{}: reading {} columns with Bulk job {}.",
                object(),
                layout.columnNames().size(),
                job.id());
        if (reading.scope().isAll()) {
            context.schema().markRowsComplete();
            context.emitter().setColumns(context.schema().emitted());
            context.emitter()
                    .unverified()
                    .ifPresent(earlier -> context.emitter().setUnverified());
        }
        SnapshotOffset begun = reading.by(job.id(), job.createdDate());
        context.emitter().moveTo(begun);
        return begun;
    }

    /**
     * Emits deletes of records that have left the filter or the recycle bin, because the result does not contain them. If some
     * deletes cannot be found, now or earlier, all records are read: a row that keeps an older version is then gone.
     */
    private SnapshotOffset emitUnseen(SnapshotOffset reading) throws InterruptedException {
        Optional<Instant> since = reading.scope().goneSince();
        if (since.isEmpty()) {
            return reading;
        }
        boolean complete = loggedDeletes.emit(since.get(), reading.began(), reading::withVersion);
        if (filter.isPresent()) {
            filteredOut.emit(filter.get(), since.get(), reading.began(), reading::withVersion);
        }
        return complete && context.emitter().unverified().isEmpty()
                ? reading
                : SnapshotOffset.beginning(
                        reading.position(), ReadScope.ALL, context.emitter().version());
    }

    private static boolean hasIsDeleted(RowLayout layout) {
        return layout.description().field(IS_DELETED).isPresent();
    }

    private String soql(RowLayout layout, ReadScope scope) {
        SObjectName object = layout.description().name();
        List<String> fields = new ArrayList<>(layout.columnNames());
        if (hasIsDeleted(layout) && !fields.contains(IS_DELETED)) {
            fields.add(IS_DELETED);
        }
        List<String> conditions = new ArrayList<>();
        scope.modifiedSince()
                .filter(since -> layout.hasSystemModstamp())
                .ifPresent(since -> conditions.add("SystemModstamp >= " + Soql.literal(since)));
        // Alone, it is in brackets, so that it cannot end the query.
        filter.ifPresent(
                condition -> conditions.add(conditions.isEmpty() ? "(" + condition + ")" : Soql.conjunct(condition)));
        return Soql.select(fields, object) + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    }

    private QueryJob await(String jobId) throws InterruptedException {
        while (true) {
            QueryJob job = bulk.await(jobId, PROGRESS_INTERVAL);
            if (job.state() == JobState.JOB_COMPLETE) {
                requireObject(job);
                return job;
            }
            if (job.state().isFinal()) {
                String reason = job.errorMessage().isEmpty() ? "no reason given" : job.errorMessage();
                throw new JobFailedException("Bulk job " + jobId + " has ended as " + job.state() + ": " + reason
                        + (reason.endsWith(".") ? "" : "."));
            }
            LOG.info("{}: Salesforce is preparing the rows and has {} so far.", object(), job.recordsProcessed());
        }
    }

    /** Rejects rows without those that the user no longer sees. Their job must not be resumed once it sees them again. */
    private void requireSight(QueryJob job) {
        try {
            context.sight().requireKept();
        } catch (InvisibleRecordsException lost) {
            bulk.delete(job.id());
            throw lost;
        }
    }

    /** Rejects the job of another object. A broken proxy may repeat the answer to an earlier request. */
    private void requireObject(QueryJob job) {
        if (!job.object().isEmpty() && !job.object().equalsIgnoreCase(object())) {
            throw new JobFailedException("Bulk job " + job.id() + " reads " + job.object() + ".");
        }
    }

    private StreamOffset emit(SnapshotOffset start, QueryJob job) throws InterruptedException {
        RowLayout layout = context.schema().layout();
        try (QueryResults results = bulk.results(job, start.rows(), pageRows)) {
            RowReader reader = RowReader.of(layout, results.columns());
            if (!reader.readsWholeRows()) {
                throw new JobFailedException("The result of Bulk job " + job.id() + " lacks fields that were added.");
            }
            context.metrics().setTotalRows(job.recordsProcessed());
            Progress progress = new Progress(job.recordsProcessed());
            int deletedColumn = results.columns().indexOf(IS_DELETED);
            if (deletedColumn < 0 && hasIsDeleted(layout)) {
                throw new JobFailedException(
                        "The result of Bulk job " + job.id() + " does not say which records are deleted.");
            }
            SnapshotOffset position = start;
            boolean announces = start.scope().isAll() && emptyObjects == EmptyObjects.ANNOUNCEMENT;
            Optional<BulkRow> row = results.next();
            while (row.isPresent()) {
                List<ObjectEmitter.Pending> unit = new ArrayList<>(UNIT_ROWS);
                long bytes = 0;
                BulkRow last = row.get();
                while (row.isPresent() && unit.size() < UNIT_ROWS && bytes < UNIT_BYTES) {
                    last = row.get();
                    bytes += last.bytes();
                    row = results.next();
                    Read read = new Read(start.began(), row.isPresent() ? Snapshot.TRUE : Snapshot.LAST);
                    boolean deleted = deletedColumn >= 0 && isDeleted(last.value(deletedColumn));
                    announces &= deleted;
                    unit.add(record(layout, reader, last, deleted, read));
                }
                if (row.isEmpty() && announces) {
                    unit.add(announcement(layout, start));
                }
                position = emit(new Unit(unit, bytes, last), position, row.isEmpty());
                progress.add(unit.size());
            }
            if (job.recordsProcessed() == 0 && announces) {
                context.emitter()
                        .emit(
                                List.of(announcement(layout, start)),
                                start.began(),
                                version -> new StreamOffset(start.position(), version));
            }
            progress.end();
        }
        return new StreamOffset(start.position(), context.emitter().version());
    }

    /** Returns what stands for the rows of an object without records. */
    private ObjectEmitter.Pending announcement(RowLayout layout, SnapshotOffset reading) {
        Read read = new Read(reading.began(), Snapshot.LAST);
        return place -> context.records().announcement(layout, read, place);
    }

    private record Unit(List<ObjectEmitter.Pending> records, long bytes, BulkRow last) {}

    private SnapshotOffset emit(Unit unit, SnapshotOffset position, boolean ends) throws InterruptedException {
        ResultPosition next = unit.last().next();
        context.emitter()
                .emit(
                        unit.records(),
                        unit.bytes(),
                        position.began(),
                        version -> ends ? new StreamOffset(position.position(), version) : position.at(next, version));
        return position.at(next, context.emitter().version());
    }

    private ObjectEmitter.Pending record(RowLayout layout, RowReader reader, BulkRow row, boolean deleted, Read read) {
        Struct struct = reader.read(row);
        String id = struct.getString(RowLayout.ID);
        if (id == null || id.length() != RecordId.EMPTY.value().length() || !RecordId.isValid(id)) {
            throw new JobFailedException("The result has a row without an id.");
        }
        if (deleted) {
            return place -> context.records().deletion(layout, id, read, place);
        }
        return place -> context.records().read(layout, struct, read, place);
    }

    /** Rejects any other text, which could hide that a record is deleted. */
    private static boolean isDeleted(String text) {
        return switch (text == null ? "" : text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new JobFailedException("The result has a row whose IsDeleted is neither true nor false.");
        };
    }

    private String object() {
        return context.object();
    }

    /** A job that has failed, or whose result is not what was asked for. Another one may do better. */
    private static final class JobFailedException extends ConnectException {
        private static final long serialVersionUID = 1L;

        JobFailedException(String message) {
            super(message);
        }
    }

    /** A report, from time to time, of how far the read is. */
    private final class Progress {
        private final long total;
        private long rows;
        private long lastReport = System.nanoTime();

        Progress(long total) {
            this.total = total;
        }

        void add(int count) {
            rows += count;
            context.metrics().countRows(count);
            if (System.nanoTime() - lastReport > PROGRESS_INTERVAL.toNanos()) {
                lastReport = System.nanoTime();
                LOG.info("{}: this task has emitted {} of {} rows.", object(), rows, total);
            }
        }

        void end() {
            LOG.info("{}: all rows are emitted. This task emitted {} of {}.", object(), rows, total);
        }
    }
}
