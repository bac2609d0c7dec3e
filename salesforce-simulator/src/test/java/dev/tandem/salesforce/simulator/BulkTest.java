/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static dev.tandem.salesforce.simulator.Samples.assertSameShape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.OrgClient.Answer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BulkTest {
    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private OrgClient client() {
        return org.client();
    }

    private String job(String soql) {
        return client().post("jobs/query", "{'operation': 'query', 'query': '" + soql + "'}")
                .json()
                .get("id")
                .textValue();
    }

    private String state(String job) {
        return client().get("jobs/query/" + job).json().get("state").textValue();
    }

    private String finished(String job) {
        await().until(() -> state(job).equals("JobComplete"));
        return job;
    }

    @Test
    void runsJobThroughStatesLikeRealOrgs() {
        Answer created = client().post("jobs/query", "{'operation': 'query', 'query': 'SELECT Id, Name FROM Account'}");

        assertThat(created.status()).isEqualTo(200);
        assertSameShape(created.json(), Samples.read("bulk/query_job_create_response.json"));
        assertThat(created.json().get("state").textValue()).isEqualTo("UploadComplete");
        String job = finished(created.json().get("id").textValue());
        assertSameShape(client().get("jobs/query/" + job).json(), Samples.read("bulk/query_job_info_complete.json"));
        assertThat(client().delete("jobs/query/" + job).status()).isEqualTo(204);
        assertThat(client().get("jobs/query/" + job).json().at("/0/errorCode"))
                .isEqualTo(Samples.read("bulk/job_not_found.json").at("/0/errorCode"));
    }

    @Test
    void resultsArePagedAndAPageCanBeReadAgain() {
        client().control("POST", "objects/Contact/records", "{'count': 25, 'events': false}");
        String results = "jobs/query/" + finished(job("SELECT Id FROM Contact")) + "/results?maxRecords=10";

        Answer first = client().get(results);
        String locator = first.header("Sforce-Locator");
        Answer second = client().get(results + "&locator=" + locator);
        Answer last = client().get(results + "&locator=" + second.header("Sforce-Locator"));

        assertThat(first.header("Sforce-NumberOfRecords")).isEqualTo("10");
        assertThat(first.body().lines()).hasSize(11).first().isEqualTo("\"Id\"");
        assertThat(last.body().lines()).hasSize(6).first().isEqualTo("\"Id\"");
        assertThat(last.header("Sforce-Locator")).isEqualTo("null");
        assertThat(client().get(results + "&locator=" + locator).body()).isEqualTo(second.body());
    }

    @Test
    void listsPagesThatMayBeReadAtTheSameTime() {
        client().control("PUT", "faults/short-pages", "{'rows': 1000}");
        client().control("POST", "objects/Contact/records", "{'count': 2200, 'events': false}");
        String job = finished(job("SELECT Id FROM Contact"));

        JsonNode pages = client().get("jobs/query/" + job + "/resultPages").json();

        assertThat(pages.at("/resultPages")).hasSize(3);
        assertThat(pages.get("done").booleanValue()).isTrue();
        assertThat(pages.has("nextRecordsUrl")).isFalse();
        Set<String> ids = new HashSet<>();
        for (JsonNode page : pages.get("resultPages")) {
            client().get(page.get("resultUrl").textValue())
                    .body()
                    .lines()
                    .skip(1)
                    .forEach(ids::add);
        }
        assertThat(ids).hasSize(2_200);
        assertThat(client().get("/services/data/v57.0/jobs/query/" + job + "/resultPages")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void quotesValuesAndWritesNullAsEmpty() {
        client().control("POST", "objects/Invoice__c/records", """
                {'records': [{'Amount__c': 1000, 'Disputed__c': true, 'Tags__c': 'export;manual', 'Paid_At__c': '2026-01-02T03:04:05Z',
                  'Cutoff_Time__c': '17:30:00.000Z', 'Notes__c': 'a, \\u0022b\\u0022', 'Issued__c': '2026-01-02'}]}
                """);
        String job = finished(
                job(
                        "SELECT Amount__c, Disputed__c, Tags__c, Paid_At__c, Cutoff_Time__c, Notes__c, Issued__c, Due__c FROM Invoice__c"));

        assertThat(client().get("jobs/query/" + job + "/results").body().lines().skip(1))
                .containsExactly(
                        "\"1000.0\",\"true\",\"export;manual\",\"2026-01-02T03:04:05.000Z\",\"17:30:00.000Z\",\"a, \"\"b\"\"\",\"2026-01-02\",\"\"");
    }

    @Test
    void returnsHeaderWhereThereAreNoRows() {
        String job = finished(job("SELECT Id, Account.Name FROM Contact"));

        assertThat(client().get("jobs/query/" + job + "/results").body()).isEqualTo("\"Id\",\"Account.Name\"\n");
    }

    @Test
    void resultsAreServedInTheVersionOfTheJobOnly() {
        String job = finished(job("SELECT Id FROM Account"));

        assertThat(client().get("/services/data/v60.0/jobs/query/" + job + "/results")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void rejectsQueriesThatBulkCannotRun() {
        for (String soql : new String[] {
            "SELECT BillingAddress FROM Account",
            "SELECT COUNT(Id) FROM Account",
            "SELECT Id FROM Account LIMIT 5 OFFSET 2"
        }) {
            Answer answer = client().post("jobs/query", "{'operation': 'query', 'query': '" + soql + "'}");
            assertThat(answer.status()).as(soql).isEqualTo(400);
        }
    }

    @Test
    void abortsSlowJob() {
        client().control("PUT", "faults/slow-bulk", "{}");
        String job = job("SELECT Id FROM Account");
        await().until(() -> state(job).equals("InProgress"));

        JsonNode aborted =
                client().patch("jobs/query/" + job, "{'state': 'Aborted'}").json();

        assertThat(aborted.get("state").textValue()).isEqualTo("Aborted");
        assertThat(client().get("jobs/query/" + job + "/results").status()).isEqualTo(400);
    }

    @Test
    void repeatsHeaderOnlyIfAsked() {
        client().control("PUT", "faults/header-once", "{}");
        client().control("POST", "objects/Contact/records", "{'count': 5, 'events': false}");
        String results = "jobs/query/" + finished(job("SELECT Id FROM Contact")) + "/results?maxRecords=3";

        Answer first = client().get(results);
        Answer second = client().get(results + "&locator=" + first.header("Sforce-Locator"));

        assertThat(first.body().lines()).hasSize(4);
        assertThat(second.body().lines()).hasSize(2);
    }

    @Test
    void failsJobWithMessage() {
        client().control("PUT", "faults/failed-bulk", "{'count': 1, 'message': 'Timeout'}");
        String job = job("SELECT Id FROM Account");

        JsonNode info = client().get("jobs/query/" + job).json();

        assertThat(info.get("state").textValue()).isEqualTo("Failed");
        assertThat(info.get("errorMessage").textValue()).isEqualTo("Timeout");
    }
}
