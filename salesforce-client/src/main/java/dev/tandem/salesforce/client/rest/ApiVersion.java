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
        return connection.call(request, "", CallPurpose.LIVE, answer -> read(answer.json()));
    }

    /** Reads the list of versions, and rejects an answer that is none. An org offers some; no version at all comes from another server. */
    static List<String> read(JsonNode versions) throws IOException {
        List<String> offered = new ArrayList<>();
        for (JsonNode entry : versions) {
            offered.add(entry.path("version").asText());
        }
        boolean areVersions = offered.stream().allMatch(version -> version.matches("\\d+\\.\\d+"));
        if (!versions.isArray() || offered.isEmpty() || !areVersions) {
            throw new IOException("the answer is not a list of API versions");
        }
        return offered;
    }

    private String newest() {
        return offered().stream()
                .max(Comparator.comparingDouble(Double::parseDouble))
                .orElseThrow();
    }
}
