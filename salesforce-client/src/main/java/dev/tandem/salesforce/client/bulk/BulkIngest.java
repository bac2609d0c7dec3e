/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.rest.ApiRequest;
import dev.tandem.salesforce.client.rest.RequestBody;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A client of Bulk API 2.0 ingest jobs, which write many records. Thread-safe.
 *
 * <p>Salesforce does nothing before {@link #close}, so a job that fails earlier can be aborted and replaced. A complete job
 * may contain failed records: read {@link #results}.
 */
public final class BulkIngest {
    private static final String JOBS = "jobs/ingest";
    /** Salesforce does not count the rows that a job did not reach. */
    private static final long ANY_NUMBER = -1;

    private final SalesforceApi api;
    private final JobCalls calls;

    /** Creates a client. It sends nothing before the first call. */
    public BulkIngest(SalesforceApi api) {
        this.api = api;
        this.calls = new JobCalls(api, JOBS, "Bulk ingest job");
    }

    /**
     * Creates a job, which waits for its upload.
     *
     * @param client identifies the request in the {@code changeOrigin} of change events
     */
    public IngestJob create(IngestTarget target, String client) {
        ObjectNode body = Json.MAPPER
                .createObjectNode()
                .put("object", target.object().value())
                .put("operation", target.operation().wireName())
                .put("contentType", "CSV")
                .put("columnDelimiter", "COMMA")
                .put("lineEnding", "LF");
        target.externalIdField().ifPresent(field -> body.put("externalIdFieldName", field));
        ApiRequest request = ApiRequest.post("creation of a Bulk ingest job", JOBS, body)
                .with("Sforce-Call-Options", "client=" + client);
        return api.call(request, answer -> newJob(answer.json(), target));
    }

    /** Rejects an answer about another job, which broken proxies may send. */
    private static IngestJob newJob(JsonNode body, IngestTarget target) throws IOException {
        IngestJob job = job(body);
        boolean isAsked = job.object().equalsIgnoreCase(target.object().value())
                && body.path("operation").asText().equals(target.operation().wireName());
        if (!isAsked || job.state() != JobState.OPEN) {
            throw new IOException("the answer is about job " + job.id() + ", which is not the new one");
        }
        return job;
    }

    /** Uploads the rows of a job, once. If it fails, abort the job: nothing was done. */
    public void upload(IngestJob job, IngestCsv csv) {
        ApiRequest request = ApiRequest.put(
                "upload to Bulk ingest job " + job.id(), path(job) + "/batches", new RequestBody.Csv(csv.toBytes()));
        api.callOnce(request, answer -> {
            answer.body().close();
            return answer.status();
        });
    }

    /** Closes the upload. Salesforce starts to write. Closing a job twice does nothing. */
    public void close(IngestJob job) {
        try {
            patchState(job, "UploadComplete");
        } catch (SalesforceException failure) {
            // The answer to an earlier attempt may have been lost.
            if (failure.kind() != FailureKind.BAD_REQUEST || status(job.id()).state() == JobState.OPEN) {
                throw failure;
            }
        }
    }

    /** Aborts a job. Rows that it has written stay written. */
    public void abort(IngestJob job) {
        patchState(job, "Aborted");
    }

    private void patchState(IngestJob job, String state) {
        ApiRequest request = ApiRequest.patch(
                "change of Bulk ingest job " + job.id() + " to " + state,
                path(job),
                Json.MAPPER.createObjectNode().put("state", state));
        api.call(request, answer -> {
            answer.body().close();
            return answer.status();
        });
    }

    /**
     * Reads the state of a job.
     *
     * @throws BulkJobGoneException if Salesforce has no such job
     */
    public IngestJob status(String jobId) {
        return calls.status(jobId, answer -> job(answer.json()));
    }

    /**
     * Polls the job, less and less often, until it is in a final state or {@code atMost} has passed.
     *
     * @return the job as last seen; check its state
     */
    public IngestJob await(String jobId, Duration atMost) throws InterruptedException {
        return JobPolling.await(() -> status(jobId), atMost);
    }

    /**
     * Reads the outcomes of all rows of a job in a final state, held in memory. Rows that the job did not reach are
     * {@link dev.tandem.salesforce.client.write.Outcome.Busy}.
     */
    public IngestResults results(IngestJob job, IngestOperation operation) {
        IngestResults successful =
                read(job, "successfulResults", job.processed() - job.failed(), IngestResultReader::successful);
        IngestResults failed =
                read(job, "failedResults", job.failed(), reader -> IngestResultReader.failed(reader, operation));
        IngestResults unprocessed = read(job, "unprocessedrecords", ANY_NUMBER, IngestResultReader::unprocessed);
        List<IngestRow> rows = new ArrayList<>(successful.rows());
        rows.addAll(failed.rows());
        rows.addAll(unprocessed.rows());
        return new IngestResults(successful.columns(), rows);
    }

    private interface ResultsReader {
        IngestResults read(Reader csv) throws IOException;
    }

    /** Reads a result file, and rejects one that does not have as many rows as the job counted. */
    private IngestResults read(IngestJob job, String file, long expected, ResultsReader reader) {
        ApiRequest request = ApiRequest.get("result of Bulk ingest job " + job.id(), path(job) + "/" + file)
                .with("Accept", "text/csv");
        return api.call(request, answer -> {
            try (Reader csv = new InputStreamReader(answer.body(), StandardCharsets.UTF_8)) {
                IngestResults results = reader.read(csv);
                if (expected != ANY_NUMBER && results.rows().size() != expected) {
                    throw new IOException(
                            file + " has " + results.rows().size() + " rows, but the job counted " + expected);
                }
                return results;
            }
        });
    }

    /** Deletes the job and its results, if they still exist. */
    public void delete(String jobId) {
        calls.delete(jobId);
    }

    private static String path(IngestJob job) {
        return "/services/data/v" + job.apiVersion() + "/" + JOBS + "/" + job.id();
    }

    private static IngestJob job(JsonNode body) {
        JobAnswer job = JobAnswer.read(body);
        return new IngestJob(
                job.id(),
                job.object(),
                job.apiVersion(),
                job.state(),
                job.processed(),
                body.path("numberRecordsFailed").asLong(),
                job.errorMessage());
    }
}
