/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.bulk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.ApiFailure;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.SalesforceId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The jobs of one kind, of which the newest are kept. Safe for any thread.
 *
 * @param <J> the kind of job
 */
final class JobRegister<J extends JobRegister.Job> implements AutoCloseable {
    private static final int KEPT_JOBS = 100;

    private final Map<String, J> jobs = new LinkedHashMap<>();

    /** A job as the API lists and deletes it. */
    interface Job {
        String id();

        JobState state();

        /** Returns the job as it is answered to a question about its progress. */
        ObjectNode info();

        /** Lets go of what the job keeps. */
        void close();
    }

    synchronized void add(J job) {
        jobs.put(job.id(), job);
        if (jobs.size() > KEPT_JOBS) {
            jobs.values().stream()
                    .filter(each -> each.state().isFinal())
                    .findFirst()
                    .ifPresent(eldest -> jobs.remove(eldest.id()).close());
        }
    }

    synchronized J job(String id) {
        J job = jobs.get(SalesforceId.canonical(id));
        if (job == null) {
            throw ApiFailure.notFound();
        }
        return job;
    }

    synchronized ApiResponse list() {
        ObjectNode answer = Json.MAPPER.createObjectNode().put("done", true);
        ArrayNode records = answer.putArray("records");
        jobs.values().forEach(job -> records.add(job.info()));
        return ApiResponse.ok(answer.putNull("nextRecordsUrl"));
    }

    ApiResponse delete(J job) {
        if (!job.state().isFinal()) {
            throw new ApiFailure(400, "INVALIDJOBSTATE", "A job in state " + job.state() + " cannot be deleted");
        }
        synchronized (this) {
            jobs.remove(job.id());
        }
        job.close();
        return ApiResponse.empty(204);
    }

    @Override
    public synchronized void close() {
        jobs.values().forEach(Job::close);
        jobs.clear();
    }

    /** Returns the answer to a question for results that do not exist yet. */
    static ApiFailure noResults(Job job) {
        return new ApiFailure(
                400, "INVALIDJOBSTATE", "The results of a job in state " + job.state() + " cannot be had");
    }
}
