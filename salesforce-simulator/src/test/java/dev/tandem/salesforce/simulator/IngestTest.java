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
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IngestTest {
    @RegisterExtension
    final SimulatedOrg org = new SimulatedOrg();

    private OrgClient client() {
        return org.client();
    }

    private String open(String job, String... headers) {
        Answer answer = client().post("jobs/ingest", job, headers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("id").textValue();
    }

    private String uploaded(String job, String csv) {
        String id = open(job);
        assertThat(client().rest("PUT", "jobs/ingest/" + id + "/batches", csv).status())
                .isEqualTo(201);
        return id;
    }

    private JsonNode close(String id) {
        return client().patch("jobs/ingest/" + id, "{'state': 'UploadComplete'}")
                .json();
    }

    private JsonNode awaitEnd(String id) {
        close(id);
        await().until(
                        () -> client().get("jobs/ingest/" + id)
                                .json()
                                .get("state")
                                .textValue(),
                        state -> !state.equals("InProgress") && !state.equals("UploadComplete"));
        return client().get("jobs/ingest/" + id).json();
    }

    private String result(String id, String kind) {
        Answer answer = client().get("jobs/ingest/" + id + "/" + kind);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void goesThroughTheStatesOfARealJob() {
        JsonNode steps = Samples.read("bulk/ingest_real_2021_lifecycle.json");

        Answer created = client().post("jobs/ingest", "{'object': 'Account', 'operation': 'update'}");
        String id = created.json().get("id").textValue();
        assertSameShape(created.json(), steps.at("/0/body"));
        assertSameShape(client().get("jobs/ingest/" + id).json(), steps.at("/1/body"));
        client().rest("PUT", created.json().get("contentUrl").textValue().replaceFirst(".*jobs", "jobs"), "Id,Phone\n");
        assertSameShape(close(id), steps.at("/3/body"));

        await().until(() -> client().get("jobs/ingest/" + id)
                .json()
                .get("state")
                .textValue()
                .equals("JobComplete"));
        JsonNode complete = client().get("jobs/ingest/" + id).json();
        assertThat(complete.get("numberRecordsProcessed").intValue()).isZero();
        assertThat(result(id, "failedResults")).isEqualTo("\"sf__Id\",\"sf__Error\",Id,Phone\n");
        assertThat(result(id, "unprocessedrecords")).isEqualTo("Id,Phone\n");
    }

    @Test
    void savesWhatIsGoodAndReportsWhatIsNot() {
        String csv = "Name,Industry,Description\n\"one, two\",Energy,\"a \"\"b\"\"\nc\"\n,Energy,\nthree,,#N/A\n";

        JsonNode job = awaitEnd(uploaded("{'object': 'Account', 'operation': 'insert'}", csv));

        String id = job.get("id").textValue();
        assertThat(job.get("state").textValue()).isEqualTo("JobComplete");
        assertThat(job.get("numberRecordsProcessed").intValue()).isEqualTo(3);
        assertThat(job.get("numberRecordsFailed").intValue()).isEqualTo(1);
        assertThat(result(id, "failedResults"))
                .isEqualTo(
                        "\"sf__Id\",\"sf__Error\",Name,Industry,Description\n"
                                + "\"\",\"REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name--\",\"\",\"Energy\",\"\"\n");
        assertThat(result(id, "successfulResults"))
                .startsWith("\"sf__Id\",\"sf__Created\",Name,Industry,Description\n\"001");
        JsonNode saved = client().records("SELECT Name, Description FROM Account ORDER BY Name");
        assertThat(saved).hasSize(2);
        assertThat(saved.at("/0/Name").textValue()).isEqualTo("one, two");
        assertThat(saved.at("/0/Description").textValue()).isEqualTo("a \"b\"\nc");
    }

    @Test
    void leavesNoFiles() throws IOException {
        awaitEnd(uploaded("{'object': 'Account', 'operation': 'insert'}", "Name\none\n"));
        List<String> during = filesOfJobs();

        org.restart(SimulatorOptions.defaults());

        assertThat(during).isNotEmpty().allMatch(file -> file.endsWith("(deleted)"));
        assertThat(filesOfJobs()).isEmpty();
    }

    /** Returns the files of Bulk jobs that this process has open, as Linux shows them. */
    private static List<String> filesOfJobs() throws IOException {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : open) {
                try {
                    files.add(Files.readSymbolicLink(each).toString());
                } catch (NoSuchFileException closed) {
                    // Another thread has closed it meanwhile.
                }
            }
        }
        files.removeIf(file -> !file.contains("simulator-ingest"));
        return files;
    }

    @Test
    void leavesEmptyValuesAloneAndClearsMarkedOnes() {
        String id = client().create("Account", "{'Name': 'a', 'Industry': 'Energy', 'Description': 'd'}");

        awaitEnd(uploaded(
                "{'object': 'Account', 'operation': 'update', 'columnDelimiter': 'SEMICOLON', 'lineEnding': 'CRLF'}",
                "Id;Industry;Description\r\n" + id + ";;#N/A\r\n"));

        JsonNode record = client().get("sobjects/Account/" + id).json();
        assertThat(record.get("Industry").textValue()).isEqualTo("Energy");
        assertThat(record.get("Description").isNull()).isTrue();
    }

    @Test
    void upsertsChildrenByTheirParentsExternalId() {
        client().create("Account", "{'Name': 'a', 'External_Account_ID__c': 'A'}");
        String job = "{'object': 'Contact', 'operation': 'upsert', 'externalIdFieldName': 'Email'}";
        String csv = "Email,LastName,Account.External_Account_ID__c\n%s@example.com,%s,%s\n";

        String first = awaitEnd(uploaded(job, csv.formatted("a", "One", "A")))
                .get("id")
                .textValue();
        String again = awaitEnd(uploaded(job, csv.formatted("a", "Two", "A")))
                .get("id")
                .textValue();
        String orphan = awaitEnd(uploaded(job, csv.formatted("b", "Three", "B")))
                .get("id")
                .textValue();

        assertThat(result(first, "successfulResults")).contains("\"true\",\"a@example.com\"");
        assertThat(result(again, "successfulResults")).contains("\"false\",\"a@example.com\"");
        assertThat(result(orphan, "failedResults")).contains("INVALID_FIELD:Foreign key external ID: B not found");
        assertThat(client().records("SELECT LastName, Account.Name FROM Contact")
                        .at("/0/Account/Name")
                        .textValue())
                .isEqualTo("a");
    }

    @Test
    void marksItsEventsWithTheOriginOfTheJob() throws Exception {
        try (Subscriber subscriber = new Subscriber(org.simulator(), client().token()).connect()) {
            subscriber.subscribe("/data/AccountChangeEvent", -1);
            String id = open("{'object': 'Account', 'operation': 'insert'}", "Sforce-Call-Options", "client=tandem-1");
            client().rest("PUT", "jobs/ingest/" + id + "/batches", "Name\na\n");

            close(id);

            await().until(() -> subscriber.events.size() == 1);
            assertThat(subscriber.header(0).get("changeOrigin").textValue())
                    .isEqualTo("com/salesforce/api/bulkapi/66.0;client=tandem-1");
        }
    }

    @Test
    void keepsTheRestUnprocessedWhenAJobFails() {
        String csv = "Name\n" + IntStream.range(0, 500).mapToObj(i -> "a" + i).collect(Collectors.joining("\n")) + "\n";
        client().control("PUT", "faults/failed-bulk", "{'records': 200, 'message': 'InternalServerError : gone'}");

        JsonNode job = awaitEnd(uploaded("{'object': 'Account', 'operation': 'insert'}", csv));

        String id = job.get("id").textValue();
        assertThat(job.get("state").textValue()).isEqualTo("Failed");
        assertThat(job.get("errorMessage").textValue()).isEqualTo("InternalServerError : gone");
        await().until(() ->
                client().get("jobs/ingest/" + id + "/unprocessedrecords").status() == 200);
        assertThat(result(id, "successfulResults").lines()).hasSize(201);
        assertThat(result(id, "unprocessedrecords").lines()).hasSize(301).contains("\"a499\"");
    }

    @Test
    void rejectsWhatAJobCannotDo() {
        assertThat(client().post("jobs/ingest", "{'object': 'Nothing', 'operation': 'insert'}")
                        .status())
                .isEqualTo(400);
        assertThat(client().post("jobs/ingest", "{'object': 'Account', 'operation': 'merge'}")
                        .status())
                .isEqualTo(400);
        String id = uploaded("{'object': 'Account', 'operation': 'insert'}", "Name\na\n");
        assertThat(client().rest("PUT", "jobs/ingest/" + id + "/batches", "Name\nb\n")
                        .status())
                .isEqualTo(400);
        assertThat(client().get("jobs/ingest/" + id + "/successfulResults").status())
                .isEqualTo(400);
        assertThat(client().patch("jobs/ingest/" + id, "{'state': 'Aborted'}").status())
                .isEqualTo(200);
        assertThat(client().patch("jobs/ingest/" + id, "{'state': 'UploadComplete'}")
                        .status())
                .isEqualTo(400);
        assertThat(client().delete("jobs/ingest/" + id).status()).isEqualTo(204);
        assertThat(client().get("jobs/ingest/" + id).status()).isEqualTo(404);
    }
}
