/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.bulk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.faults.Fault;
import dev.tandem.salesforce.simulator.faults.Faults;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.records.Caller;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.SalesforceId;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** {@code jobs/ingest}: Bulk API 2.0 jobs that write records. */
final class IngestApi implements AutoCloseable {
    private static final String USUAL_FAILURE = "InternalServerError : Retried more than twenty times";

    private final JobRegister<IngestJob> jobs = new JobRegister<>();
    private final Catalog catalog;
    private final RecordStore store;
    private final Faults faults;
    private final Clock clock;
    private final Executor executor;
    private final AtomicLong ids;

    IngestApi(Catalog catalog, RecordStore store, Faults faults, Clock clock, Executor executor, AtomicLong ids) {
        this.catalog = catalog;
        this.store = store;
        this.faults = faults;
        this.clock = clock;
        this.executor = executor;
        this.ids = ids;
    }

    /** Answers what follows {@code jobs/ingest/} in the path. */
    ApiResponse answer(ApiRequest request, List<String> resource, String version, Caller caller) {
        if (resource.isEmpty()) {
            return request.method().equals("POST") ? create(request, version, caller) : jobs.list();
        }
        IngestJob job = jobs.job(resource.get(0));
        if (resource.size() > 1) {
            return switch (resource.get(1)) {
                case "batches" -> upload(job, request);
                case "successfulResults" -> results(job, IngestJob.Content.SUCCESSFUL);
                case "failedResults" -> results(job, IngestJob.Content.FAILED);
                case "unprocessedrecords" -> results(job, IngestJob.Content.UNPROCESSED);
                default -> throw ApiFailure.notFound();
            };
        }
        advance(job);
        return switch (request.method()) {
            case "GET" -> ApiResponse.ok(job.info());
            case "PATCH" -> change(job, request);
            case "DELETE" -> jobs.delete(job);
            default -> throw ApiFailure.methodNotAllowed(request.method(), "DELETE", "GET", "PATCH");
        };
    }

    @Override
    public void close() {
        jobs.close();
    }

    private ApiResponse create(ApiRequest request, String version, Caller caller) {
        ObjectNode body = request.json();
        SObject object = catalog.object(body.path("object").asText(""));
        if (object == null) {
            throw new ApiFailure(
                    400,
                    "INVALIDJOB",
                    "InvalidJob : Unable to find object: " + body.path("object").asText());
        }
        IngestJob.Operation operation = operation(body.path("operation").asText(""));
        CsvFormat format = CsvFormat.of(body);
        Field externalId = operation == IngestJob.Operation.upsert
                ? externalId(object, body.path("externalIdFieldName").asText(""))
                : null;
        String id = SalesforceId.of("750", ids.incrementAndGet());
        IngestJob.Order order = new IngestJob.Order(object, operation, externalId, format, caller);
        IngestJob job = new IngestJob(id, version, order, clock.instant());
        jobs.add(job);
        return ApiResponse.ok(job.created());
    }

    private static IngestJob.Operation operation(String name) {
        return Arrays.stream(IngestJob.Operation.values())
                .filter(operation -> operation.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ApiFailure(400, "INVALIDJOB", "InvalidJob : Unknown operation: " + name));
    }

    private static Field externalId(SObject object, String name) {
        Field field = object.field(name);
        if (field == null || (!field.is("externalId") && !field.is("idLookup"))) {
            throw new ApiFailure(
                    400,
                    "INVALIDJOB",
                    "InvalidJob : Field name provided, %s does not match an External ID, Salesforce Id, or indexed field for %s"
                            .formatted(name, object.name()));
        }
        return field;
    }

    private static ApiResponse upload(IngestJob job, ApiRequest request) {
        if (!request.method().equals("PUT")) {
            throw ApiFailure.methodNotAllowed(request.method(), "PUT");
        }
        try (InputStream csv = request.body().open()) {
            job.upload(csv);
            return ApiResponse.empty(201);
        } catch (IOException e) {
            throw new UncheckedIOException("The upload of a job broke off.", e);
        }
    }

    private ApiResponse change(IngestJob job, ApiRequest request) {
        switch (request.json().path("state").asText("")) {
            case "UploadComplete" -> {
                job.close(clock.instant());
                executor.execute(() -> run(job));
            }
            case "Aborted" -> job.abort(clock.instant());
            default ->
                throw new ApiFailure(400, "INVALIDJOBSTATE", "A job can be changed to UploadComplete or Aborted");
        }
        return ApiResponse.ok(job.brief());
    }

    private void run(IngestJob job) {
        if (!job.begin(clock.instant())) {
            return;
        }
        try {
            if (job.isUploaded()) {
                new IngestRun(job, store, () -> goesOn(job)).run();
            }
        } catch (IOException | RuntimeException e) {
            job.fail("InvalidBatch : " + e.getMessage(), clock.instant());
        }
        job.markProcessed();
    }

    /** Returns whether a job may go on; a fault may end it after some of its records. */
    private boolean goesOn(IngestJob job) {
        faults.tryStrike(
                        Fault.FAILED_BULK,
                        parameters -> parameters.has("records")
                                && parameters.get("records").asInt() <= job.processedRecords())
                .ifPresent(parameters -> job.fail(parameters.path("message").asText(USUAL_FAILURE), clock.instant()));
        return !job.state().isFinal();
    }

    private void advance(IngestJob job) {
        if (job.state() == JobState.InProgress) {
            faults.tryStrike(Fault.FAILED_BULK, parameters -> !parameters.has("records"))
                    .ifPresent(
                            parameters -> job.fail(parameters.path("message").asText(USUAL_FAILURE), clock.instant()));
        }
        if (job.state() == JobState.InProgress && !faults.tryStrike(Fault.SLOW_BULK)) {
            job.complete(clock.instant());
        }
    }

    private ApiResponse results(IngestJob job, IngestJob.Content content) {
        advance(job);
        if (!job.hasResults()) {
            throw JobRegister.noResults(job);
        }
        return new ApiResponse(200, "text/csv;charset=UTF-8", Map.of(), job.file(content)::copyTo);
    }
}
