/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.salesforce.client.bulk.BulkJob;
import dev.tandem.salesforce.client.bulk.BulkJobGoneException;
import dev.tandem.salesforce.client.bulk.BulkQuery;
import dev.tandem.salesforce.client.bulk.BulkResults;
import dev.tandem.salesforce.client.bulk.BulkRow;
import dev.tandem.salesforce.client.bulk.JobState;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.Soql;
import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.mapping.RecordFactory.Read;
import dev.tandem.salesforce.source.mapping.RecordFactory.Snapshot;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.mapping.RowReader;
import dev.tandem.salesforce.source.mapping.UnreadableValueException;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.ReadScope;
import dev.tandem.salesforce.source.offset.SnapshotOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
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
 * Reads an object's records by a Bulk job, and emits them as whole rows. Knows nothing of the stream.
 *
 * <p>A restart goes on in the same job, at the row after the last one whose offset was stored. Jobs are left to Salesforce,
 * which deletes them after seven days: when the last rows are stored is known only later.
 */
final class SnapshotReader {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotReader.class);
    private static final String IS_DELETED = "IsDeleted";
    /** Rows in one unit of the queue; large enough that its lock costs nothing, small enough that memory stays bounded. */
    private static final int UNIT_ROWS = 500;

    private static final int MOST_JOBS = 5;
    /** After a job that has failed at Salesforce; doubled with each. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(30);

    private final ObjectSchema schema;
    private final BulkQuery bulk;
    private final RecordFactory factory;
    private final ObjectEmitter emitter;
    private final ObjectMetrics metrics;
    private final int pageRows;

    SnapshotReader(
            ObjectSchema schema,
            BulkQuery bulk,
            RecordFactory factory,
            ObjectEmitter emitter,
            ObjectMetrics metrics,
            int pageRows) {
        this.schema = schema;
        this.bulk = bulk;
        this.factory = factory;
        this.emitter = emitter;
        this.metrics = metrics;
        this.pageRows = pageRows;
    }

    /** Emits all rows that are still to be read, and returns where the object stands then. */
    StreamOffset read(SnapshotOffset from) throws InterruptedException {
        SnapshotOffset reading = from;
        ConnectException lastFailure = null;
        for (int jobs = 0; jobs < MOST_JOBS; jobs++) {
            try {
                if (reading.job().isEmpty()) {
                    reading = begin(reading);
                }
                BulkJob job = await(reading.job().get());
                Optional<StreamOffset> end = emit(reading, job);
                if (end.isPresent()) {
                    return end.get();
                }
                LOG.info("{}: the object's fields have changed, the read begins anew", object());
            } catch (BulkJobGoneException gone) {
                LOG.warn("{}: the Bulk job of the read is gone, the read begins anew", object(), gone);
            } catch (JobFailedException failed) {
                LOG.warn("{}: {} The read begins anew", object(), failed.getMessage());
                lastFailure = failed;
                Thread.sleep(PAUSE.toMillis() << jobs);
            } catch (UnreadableValueException ofAnotherType) {
                LOG.warn("{}: {} The read begins anew", object(), ofAnotherType.getMessage());
            }
            reading = SnapshotOffset.beginning(reading.position(), reading.scope(), reading.began(), emitter.version());
        }
        throw new ConnectException(
                "Reading " + object() + " was begun " + MOST_JOBS
                        + " times by new Bulk jobs, and none could be read to its end. Restart the connector's task to try again.",
                lastFailure);
    }

    private SnapshotOffset begin(SnapshotOffset reading) {
        RowLayout layout = schema.describe();
        BulkJob job = findsDeleted(layout, reading.scope())
                ? bulk.createIncludingDeleted(soql(layout, reading.scope()))
                : bulk.create(soql(layout, reading.scope()));
        LOG.info(
                "{}: reading {} columns by Bulk job {}",
                object(),
                layout.columnNames().size(),
                job.id());
        if (reading.scope().equals(ReadScope.ALL)) {
            schema.rowsAreRead();
            emitter.rowsHave(layout.fingerprint());
        }
        SnapshotOffset begun = reading.by(job.id(), job.createdDate());
        emitter.standsAt(begun);
        return begun;
    }

    private static boolean findsDeleted(RowLayout layout, ReadScope scope) {
        return scope.modifiedSince().isPresent()
                && layout.description().field(IS_DELETED).isPresent();
    }

    private static String soql(RowLayout layout, ReadScope scope) {
        SObjectName object = layout.description().name();
        List<String> fields = new ArrayList<>(layout.columnNames());
        if (findsDeleted(layout, scope) && !fields.contains(IS_DELETED)) {
            fields.add(IS_DELETED);
        }
        String where = scope.modifiedSince()
                .filter(since -> layout.hasSystemModstamp())
                .map(since -> " WHERE SystemModstamp >= " + Soql.literal(since))
                .orElse("");
        return Soql.select(fields, object) + where;
    }

    private BulkJob await(String jobId) throws InterruptedException {
        while (true) {
            BulkJob job = bulk.await(jobId, PROGRESS_INTERVAL);
            if (job.state() == JobState.JOB_COMPLETE) {
                return job;
            }
            if (job.state().isFinal()) {
                throw new JobFailedException("Bulk job " + jobId + ", which reads " + object() + ", has ended as "
                        + job.state() + ": " + job.errorMessage());
            }
            LOG.info("{}: Salesforce is preparing the rows, {} so far", object(), job.recordsProcessed());
        }
    }

    /** Empty when the result lacks columns that the object has by now. */
    private Optional<StreamOffset> emit(SnapshotOffset from, BulkJob job) throws InterruptedException {
        RowLayout layout = schema.layout();
        try (BulkResults results = bulk.results(job, from.rows(), pageRows)) {
            RowReader reader = RowReader.of(layout, results.columns());
            if (!reader.readsWholeRows()) {
                return Optional.empty();
            }
            metrics.readBegins(job.recordsProcessed());
            Progress progress = new Progress(job.recordsProcessed());
            int deletedColumn =
                    findsDeleted(layout, from.scope()) ? results.columns().indexOf(IS_DELETED) : -1;
            SnapshotOffset at = from;
            Optional<BulkRow> row = results.next();
            while (row.isPresent()) {
                List<ObjectEmitter.Pending> unit = new ArrayList<>(UNIT_ROWS);
                BulkRow last = row.get();
                while (row.isPresent() && unit.size() < UNIT_ROWS) {
                    last = row.get();
                    row = results.next();
                    unit.add(record(layout, reader, last, deletedColumn, read(from.began(), row.isPresent())));
                }
                SnapshotOffset before = at;
                BulkRow lastOfUnit = last;
                boolean more = row.isPresent();
                emitter.emit(
                        unit,
                        from.began(),
                        version -> more
                                ? before.at(lastOfUnit.next(), version)
                                : new StreamOffset(before.position(), version));
                at = before.at(last.next(), emitter.version());
                progress.rows(unit.size());
            }
            progress.end();
        }
        return Optional.of(new StreamOffset(from.position(), emitter.version()));
    }

    private static Read read(Instant began, boolean more) {
        return new Read(began, more ? Snapshot.TRUE : Snapshot.LAST);
    }

    private ObjectEmitter.Pending record(
            RowLayout layout, RowReader reader, BulkRow row, int deletedColumn, Read read) {
        Struct struct = reader.read(row);
        if (deletedColumn >= 0 && Boolean.parseBoolean(row.value(deletedColumn))) {
            return place -> factory.deletion(layout, struct.getString(RowLayout.ID), read, place);
        }
        return place -> factory.read(layout, struct, read, place);
    }

    private String object() {
        return schema.layout().object();
    }

    /** Salesforce could not finish a job; another one may do better. */
    private static final class JobFailedException extends ConnectException {
        private static final long serialVersionUID = 1L;

        JobFailedException(String message) {
            super(message);
        }
    }

    /** Says every so often how far the read is. */
    private final class Progress {
        private final long total;
        private long rows;
        private long lastSaid = System.nanoTime();

        Progress(long total) {
            this.total = total;
        }

        void rows(int count) {
            rows += count;
            metrics.rowsRead(count);
            if (System.nanoTime() - lastSaid > PROGRESS_INTERVAL.toNanos()) {
                lastSaid = System.nanoTime();
                LOG.info("{}: {} rows emitted since the start of this task, of {} in all", object(), rows, total);
            }
        }

        void end() {
            LOG.info("{}: all rows are emitted, {} of {} by this task", object(), rows, total);
        }
    }
}
