/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.bulk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.records.Wire;
import dev.tandem.salesforce.simulator.soql.FieldPath;
import dev.tandem.salesforce.simulator.soql.Query;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** A Bulk 2.0 query job on its way through its states. */
final class QueryJob implements JobRegister.Job {
    private final String id;
    private final String version;
    private final String userId;
    private final String operation;
    private final Query query;
    private final CsvFormat format;
    private final Instant created;
    private JobState state = JobState.UploadComplete;
    private Instant changed;
    private List<Row> rows;
    private String errorMessage;

    QueryJob(
            String id,
            String version,
            String userId,
            String operation,
            Query query,
            CsvFormat format,
            Instant created) {
        this.id = id;
        this.version = version;
        this.userId = userId;
        this.operation = operation;
        this.query = query;
        this.format = format;
        this.created = created.truncatedTo(ChronoUnit.SECONDS);
        this.changed = this.created;
    }

    @Override
    public String id() {
        return id;
    }

    String version() {
        return version;
    }

    CsvFormat format() {
        return format;
    }

    @Override
    public synchronized JobState state() {
        return state;
    }

    synchronized List<Row> rows() {
        return rows;
    }

    /** Returns the columns in the order of the query from version 50 on, and in alphabetical order before. */
    List<FieldPath> columns() {
        boolean asAsked = new BigDecimal(version).compareTo(BigDecimal.valueOf(50)) >= 0;
        return asAsked
                ? query.paths()
                : query.paths().stream()
                        .sorted(Comparator.comparing(FieldPath::text))
                        .toList();
    }

    /** @param visible tests whether the user sees a row */
    void run(Instant now, Predicate<Row> visible) {
        synchronized (this) {
            if (state != JobState.UploadComplete) {
                return;
            }
            enter(JobState.InProgress, now);
        }
        List<Row> found =
                query.rows(operation.equals("queryAll") ? Query.Reach.DELETED_TOO : Query.Reach.LIVE, visible);
        synchronized (this) {
            rows = found;
        }
    }

    /** Finishes a job whose rows have been found. */
    synchronized void complete(Instant now) {
        if (state == JobState.InProgress && rows != null) {
            enter(JobState.JobComplete, now);
        }
    }

    synchronized void fail(String message, Instant now) {
        if (!state.isFinal()) {
            errorMessage = message;
            enter(JobState.Failed, now);
        }
    }

    synchronized void abort(Instant now) {
        enter(JobState.Aborted, now);
        rows = null;
    }

    /** The job as it is answered to its creator. */
    synchronized ObjectNode created() {
        return Json.MAPPER
                .createObjectNode()
                .put("id", id)
                .put("operation", operation)
                .put("object", query.object().name())
                .put("createdById", userId)
                .put("createdDate", Wire.REST.text(created))
                .put("systemModstamp", Wire.REST.text(changed))
                .put("state", state.name())
                .put("concurrencyMode", "Parallel")
                .put("contentType", "CSV")
                .put("apiVersion", new BigDecimal(version))
                .put("lineEnding", format.lineEnding())
                .put("columnDelimiter", format.columnDelimiter());
    }

    /** The job as it is answered to who asks how it goes. */
    @Override
    public synchronized ObjectNode info() {
        ObjectNode info = created();
        info.remove(List.of("lineEnding", "columnDelimiter"));
        info.put("jobType", "V2Query")
                .put("lineEnding", format.lineEnding())
                .put("columnDelimiter", format.columnDelimiter());
        if (state != JobState.UploadComplete) {
            info.put("numberRecordsProcessed", state == JobState.JobComplete ? rows.size() : 0)
                    .put("retries", 0)
                    .put("totalProcessingTime", changed.toEpochMilli() - created.toEpochMilli())
                    .put("isPkChunkingSupported", true);
        }
        return errorMessage == null ? info : info.put("errorMessage", errorMessage);
    }

    private void enter(JobState next, Instant now) {
        state = next;
        changed = now.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The rows are in memory only. */
    @Override
    public void close() {}
}
