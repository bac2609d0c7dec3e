/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.http.Json;
import dev.tandem.salesforce.client.rest.ApiRequest;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** A client of Bulk API 2.0 query jobs, which read many records. Thread-safe. */
public final class BulkQuery {
    private static final String JOBS = "jobs/query";
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXX");

    private final SalesforceApi api;
    private final JobCalls calls;

    public BulkQuery(SalesforceApi api) {
        this.api = api;
        this.calls = new JobCalls(api, JOBS, "Bulk query job");
    }

    /** Starts a job without deleted records. Subqueries, aggregates and compound fields are not allowed. */
    public QueryJob create(String soql) {
        return create("query", soql);
    }

    /** Starts a job whose result includes deleted records. */
    public QueryJob createIncludingDeleted(String soql) {
        return create("queryAll", soql);
    }

    private QueryJob create(String operation, String soql) {
        ObjectNode body = Json.MAPPER
                .createObjectNode()
                .put("operation", operation)
                .put("query", soql)
                .put("contentType", "CSV")
                .put("columnDelimiter", "COMMA")
                .put("lineEnding", "LF");
        return api.call(ApiRequest.post("creation of a Bulk query job", JOBS, body), answer -> job(answer.json()));
    }

    /**
     * Reads the state of a job.
     *
     * @throws BulkJobGoneException if Salesforce has no such job
     */
    public QueryJob status(String jobId) {
        return calls.status(jobId, answer -> job(answer.json()));
    }

    /**
     * Polls the job, less and less often, until it is in a final state or {@code atMost} has passed.
     *
     * @return the job as last seen; check its state
     */
    public QueryJob await(String jobId, Duration atMost) throws InterruptedException {
        return JobPolling.await(() -> status(jobId), atMost);
    }

    /**
     * Opens the rows of a complete job.
     *
     * @param pageRows the most rows per request; empty for pages as Salesforce divides the result
     */
    public QueryResults results(QueryJob job, ResultPosition from, Optional<Integer> pageRows) {
        return new QueryResults(api, job, from, pageRows);
    }

    /** Deletes the job and its result, if they still exist. */
    public void delete(String jobId) {
        calls.delete(jobId);
    }

    private static QueryJob job(JsonNode body) {
        JobAnswer job = JobAnswer.read(body);
        return new QueryJob(
                job.id(),
                job.object(),
                job.apiVersion(),
                job.state(),
                time(body.path("createdDate").asText()),
                job.processed(),
                job.errorMessage());
    }

    private static Instant time(String text) {
        return OffsetDateTime.parse(text, DATE_TIME).toInstant();
    }
}
