/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.http.AnswerReader;
import dev.tandem.salesforce.client.http.HttpAnswer;
import dev.tandem.salesforce.client.rest.ApiRequest;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import java.io.IOException;

/**
 * The calls that query jobs and ingest jobs have in common.
 *
 * @param path of all jobs of this kind
 * @param name of this kind of job, for messages
 */
record JobCalls(SalesforceApi api, String path, String name) {
    /**
     * Reads the state of a job. Rejects an answer about another job, which broken proxies may send.
     *
     * @throws BulkJobGoneException if Salesforce has no such job
     */
    <J extends JobPolling.Job> J status(String jobId, AnswerReader<J> reader) {
        try {
            return api.call(ApiRequest.get("status of " + name + " " + jobId, path + "/" + jobId), answer -> {
                J job = reader.read(answer);
                if (!job.id().equals(jobId)) {
                    throw new IOException("the answer is about job " + job.id());
                }
                return job;
            });
        } catch (SalesforceException failure) {
            throw BulkJobGoneException.orElse(jobId, failure);
        }
    }

    /** Deletes a job and its results, if they still exist. */
    void delete(String jobId) {
        try {
            api.call(ApiRequest.delete("deletion of " + name + " " + jobId, path + "/" + jobId), HttpAnswer::status);
        } catch (SalesforceException failure) {
            if (failure.kind() != FailureKind.NOT_FOUND) {
                throw failure;
            }
        }
    }
}
