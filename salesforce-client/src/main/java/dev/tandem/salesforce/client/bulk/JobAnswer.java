/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.RoundingMode;

/**
 * The part of Salesforce's answer about a job that query jobs and ingest jobs have in common.
 *
 * @param apiVersion with one decimal, as in paths
 */
record JobAnswer(String id, String object, String apiVersion, JobState state, long processed, String errorMessage) {
    static JobAnswer read(JsonNode body) {
        return new JobAnswer(
                body.path("id").asText(),
                body.path("object").asText(),
                body.path("apiVersion")
                        .decimalValue()
                        .setScale(1, RoundingMode.UNNECESSARY)
                        .toPlainString(),
                JobState.ofWireName(body.path("state").asText()),
                body.path("numberRecordsProcessed").asLong(),
                body.path("errorMessage").asText(""));
    }
}
