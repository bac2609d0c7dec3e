/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.bulk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.Wire;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;

/** A Bulk 2.0 ingest job on its way through its states. Its CSV and its results are in files of their own. */
final class IngestJob implements JobRegister.Job {
    /** The operation of a job, as it is spelled on the wire. */
    enum Operation {
        insert,
        update,
        upsert,
        delete,
        hardDelete
    }

    /** The parts of a job that its creator chooses; {@code externalId} is null unless it is an upsert. */
    record Order(SObject object, Operation operation, Field externalId, CsvFormat format, Caller caller) {}

    /** Salesforce takes 150 MB after base64 encoding. */
    private static final long LARGEST_UPLOAD = 150_000_000;

    private final String id;
    private final String version;
    private final Order order;
    private final Instant created;
    private final Map<Content, JobFile> files = new EnumMap<>(Content.class);
    private JobState state = JobState.Open;
    private Instant changed;
    private boolean uploaded;
    private boolean begun;
    private boolean processed;
    private int succeeded;
    private int failed;
    private String errorMessage;

    IngestJob(String id, String version, Order order, Instant created) {
        this.id = id;
        this.version = version;
        this.order = order;
        this.created = created.truncatedTo(ChronoUnit.SECONDS);
        this.changed = this.created;
        for (Content content : Content.values()) {
            files.put(content, new JobFile());
        }
    }

    /** The files of a job. */
    enum Content {
        UPLOAD,
        SUCCESSFUL,
        FAILED,
        UNPROCESSED
    }

    @Override
    public String id() {
        return id;
    }

    Order order() {
        return order;
    }

    JobFile file(Content content) {
        return files.get(content);
    }

    @Override
    public synchronized JobState state() {
        return state;
    }

    /** Stores the CSV that a client uploads; there is one for each job. */
    void upload(InputStream csv) throws IOException {
        synchronized (this) {
            if (state != JobState.Open || uploaded) {
                throw new ApiFailure(400, "INVALIDJOBSTATE", "A job in state " + state + " takes no more data");
            }
            uploaded = true;
        }
        OutputStream out = file(Content.UPLOAD).output();
        byte[] buffer = new byte[65_536];
        long size = 0;
        for (int read = csv.read(buffer); read >= 0; read = csv.read(buffer)) {
            size += read;
            if (size > LARGEST_UPLOAD) {
                throw new ApiFailure(400, "INVALIDBATCH", "The upload is larger than 150 MB");
            }
            out.write(buffer, 0, read);
        }
    }

    synchronized boolean isUploaded() {
        return uploaded;
    }

    /** Ends the upload, so that processing can begin. */
    synchronized void close(Instant now) {
        require(state == JobState.Open);
        enter(JobState.UploadComplete, now);
    }

    /** Begins processing, unless the job has been aborted. Returns whether it has begun. */
    synchronized boolean begin(Instant now) {
        if (state != JobState.UploadComplete) {
            return false;
        }
        begun = true;
        enter(JobState.InProgress, now);
        return true;
    }

    synchronized void count(int newlySucceeded, int newlyFailed) {
        succeeded += newlySucceeded;
        failed += newlyFailed;
    }

    synchronized int processedRecords() {
        return succeeded + failed;
    }

    /** Marks that no record is left to process. */
    synchronized void markProcessed() {
        processed = true;
    }

    /** Finishes a job whose records have been processed. */
    synchronized void complete(Instant now) {
        if (state == JobState.InProgress && processed) {
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
        require(!state.isFinal());
        enter(JobState.Aborted, now);
    }

    /** Returns whether its results can be read: it has ended, and nothing writes to them any more. */
    synchronized boolean hasResults() {
        return state.isFinal() && (processed || !begun);
    }

    /** Returns the job as it is answered to its creator. */
    synchronized ObjectNode created() {
        ObjectNode answer = brief();
        if (state == JobState.Open) {
            answer.put("contentUrl", "services/data/v" + version + "/jobs/ingest/" + id + "/batches");
        }
        return answer.put("lineEnding", order.format().lineEnding())
                .put("columnDelimiter", order.format().columnDelimiter());
    }

    /** Returns the job as it is answered to a change of its state. */
    synchronized ObjectNode brief() {
        ObjectNode answer = Json.MAPPER
                .createObjectNode()
                .put("id", id)
                .put("operation", order.operation().name())
                .put("object", order.object().name())
                .put("createdById", order.caller().userId())
                .put("createdDate", Wire.REST.text(created))
                .put("systemModstamp", Wire.REST.text(changed))
                .put("state", state.name())
                .put("concurrencyMode", "Parallel")
                .put("contentType", "CSV")
                .put("apiVersion", new BigDecimal(version));
        return order.externalId() == null
                ? answer
                : answer.put("externalIdFieldName", order.externalId().name());
    }

    @Override
    public synchronized ObjectNode info() {
        ObjectNode info = created().put("jobType", "V2Ingest");
        if (state != JobState.Open && state != JobState.UploadComplete) {
            info.put("numberRecordsProcessed", succeeded + failed).put("numberRecordsFailed", failed);
        }
        info.put("retries", 0)
                .put("totalProcessingTime", changed.toEpochMilli() - created.toEpochMilli())
                .put("apiActiveProcessingTime", 0)
                .put("apexProcessingTime", 0);
        return errorMessage == null ? info : info.put("errorMessage", errorMessage);
    }

    @Override
    public void close() {
        files.values().forEach(JobFile::close);
    }

    private void require(boolean allowed) {
        if (!allowed) {
            throw new ApiFailure(400, "INVALIDJOBSTATE", "A job in state " + state + " cannot be changed so");
        }
    }

    private void enter(JobState next, Instant now) {
        state = next;
        changed = now.truncatedTo(ChronoUnit.SECONDS);
    }
}
