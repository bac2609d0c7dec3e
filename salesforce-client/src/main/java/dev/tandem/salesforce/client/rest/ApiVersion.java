/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.governor.CallPurpose;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The API version of a connection, which may be the newest that the org offers. Thread-safe. */
final class ApiVersion {
    private final OrgConnection connection;
    private volatile String inUse;

    ApiVersion(OrgConnection connection) {
        this.connection = connection;
    }

    String inUse() {
        if (inUse == null) {
            String configured = connection.settings().apiVersion();
            inUse = configured.equals(OrgSettings.LATEST) ? newest() : configured;
        }
        return inUse;
    }

    List<String> offered() {
        ApiRequest request = ApiRequest.get("list of API versions", OrgConnection.VERSIONS);
        return connection.call(request, "", CallPurpose.LIVE, answer -> readSome(answer.json()));
    }

    /** Reads the list of versions, and rejects an answer that is none. */
    static List<String> read(JsonNode versions) throws IOException {
        List<String> offered = new ArrayList<>();
        for (JsonNode entry : versions) {
            String version = entry.path("version").asText();
            if (!version.matches("\\d+\\.\\d+")) {
                throw new IOException("the answer is not a list of API versions");
            }
            offered.add(version);
        }
        return offered;
    }

    /** An org offers some. No version at all comes from another server. */
    private static List<String> readSome(JsonNode versions) throws IOException {
        List<String> offered = read(versions);
        if (offered.isEmpty()) {
            throw new IOException("the answer is an empty list of API versions");
        }
        return offered;
    }

    private String newest() {
        return offered().stream()
                .max(Comparator.comparingDouble(Double::parseDouble))
                .orElseThrow();
    }
}
