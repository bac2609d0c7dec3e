/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.simulator.OrgClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that concern the org as a whole, or any version of its API. */
class RestTest {
    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private OrgClient client() {
        return org.client();
    }

    @Test
    void reportsLimitsAndUsageOnEveryCall() {
        Answer limits = client().get("limits");

        assertThat(limits.json().at("/DailyApiRequests/Max").intValue()).isEqualTo(1_000_000);
        assertThat(limits.header("Sforce-Limit-Info")).matches("api-usage=\\d+/1000000");
        assertThat(limits.header("Date")).isNotNull();
    }

    @Test
    void listsVersionsWithoutLogin() {
        Answer versions = client().send(java.net.http.HttpRequest.newBuilder(
                org.simulator().baseUrl().resolve("/services/data/")));

        assertThat(versions.json())
                .extracting(version -> version.get("version").textValue())
                .contains("66.0", "37.0");
    }

    @Test
    void rejectsRetiredVersions() {
        Answer bulk = client().get("/services/data/v29.0/jobs/query");

        assertThat(client().get("/services/data/v29.0/limits").status()).isEqualTo(410);
        assertThat(bulk.status()).isEqualTo(400);
        assertThat(bulk.json().at("/0/message").textValue()).startsWith("InvalidVersion : ");
    }

    @Test
    void rejectsUrisThatAreTooLong() {
        String ids = "'" + "x".repeat(16_400) + "'";

        assertThat(client().query("SELECT Id FROM Account WHERE Name IN (" + ids + ")")
                        .status())
                .isEqualTo(414);
    }

    @Test
    void listsChangedAndDeletedIds() {
        String kept = client().create("Account", "{'Name': 'kept'}");
        String gone = client().create("Account", "{'Name': 'gone'}");
        client().delete("sobjects/Account/" + gone);
        String span = "?start=2020-01-01T00:00:00Z&end=2099-01-01T00:00:00Z";

        assertThat(client().get("sobjects/Account/updated/" + span)
                        .json()
                        .at("/ids/0")
                        .textValue())
                .isEqualTo(kept);
        assertThat(client().get("sobjects/Account/deleted/" + span)
                        .json()
                        .at("/deletedRecords/0/id")
                        .textValue())
                .isEqualTo(gone);

        client().control("DELETE", "objects/Account/records", "{'purge': true, 'ids': ['" + gone + "']}");

        assertThat(client().get("sobjects/Account/deleted/" + span).body()).contains("INVALID_REPLICATION_DATE");
    }
}
