/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Fate;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.bulk.IngestCsv.Cell.Value;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.write.Outcome.Rejected;
import dev.tandem.salesforce.client.write.Outcome.Written;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class BulkIngestTest {
    private static final String JOBS = "/services/data/v66.0/jobs/ingest";
    private static final String JOB = JOBS + "/7503h00000CV7GpAAL";
    private static final String ID = "001RM000004UF9sYAG";
    private static final IngestJob DONE =
            new IngestJob("7503h00000CV7GpAAL", "Account", "66.0", JobState.JOB_COMPLETE, 2, 1, "");

    private LoopbackSalesforce salesforce;
    private BulkIngest bulk;

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
        bulk = new BulkIngest(salesforce.api());
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    @Test
    void uploadsAndClosesJob() throws InterruptedException {
        salesforce.onEach(JOBS, job("Open"));
        salesforce.onEach(JOB + "/batches", Reply.of(201, ""));
        salesforce.onEach(JOB, job("UploadComplete"), job("InProgress"), job("JobComplete"));
        IngestCsv csv = new IngestCsv(List.of("Key__c", "Name"), IngestCsv.MAX_BYTES);
        csv.add(List.of(new Value("1"), new Value("Acme")));

        IngestJob job = bulk.create(IngestTarget.upsert(new SObjectName("Account"), "Key__c"), "tandem-1");
        bulk.upload(job, csv);
        bulk.close(job);
        IngestJob complete = bulk.await(job.id(), Duration.ofMinutes(1));

        assertThat(complete.state()).isEqualTo(JobState.JOB_COMPLETE);
        assertThat(salesforce.requests(JOBS)).singleElement().satisfies(request -> {
            assertThat(request.body())
                    .contains("\"operation\":\"upsert\"")
                    .contains("\"externalIdFieldName\":\"Key__c\"");
            assertThat(request.header("Sforce-call-options")).isEqualTo("client=tandem-1");
        });
        assertThat(salesforce.requests(JOB + "/batches")).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("PUT");
            assertThat(request.header("Content-type")).isEqualTo("text/csv; charset=UTF-8");
            assertThat(request.body()).isEqualTo("Key__c,Name\n1,Acme\n");
        });
        assertThat(salesforce.requests(JOB).get(0).body()).isEqualTo("{\"state\":\"UploadComplete\"}");
    }

    @Test
    void joinsResultsOfAllRows() {
        salesforce.onEach(JOB + "/successfulResults", success(1));
        salesforce.onEach(
                JOB + "/failedResults",
                Reply.ok("\"sf__Id\",\"sf__Error\",Id,Name\n\"\",\"STRING_TOO_LONG:too long:Name --\",2,long\n"));
        salesforce.onEach(JOB + "/unprocessedrecords", Reply.ok("Id,Name\n"));

        IngestResults results = bulk.results(DONE, IngestOperation.UPDATE);

        assertThat(results)
                .isEqualTo(new IngestResults(
                        List.of("Id", "Name"),
                        List.of(
                                new IngestRow(new Written(new RecordId(ID), false), List.of("row", "0")),
                                new IngestRow(
                                        new Rejected("STRING_TOO_LONG", "too long", List.of("Name")),
                                        List.of("2", "long")))));
    }

    @Test
    void readsResultsAgainThatLackRows() {
        salesforce.onEach(JOB + "/successfulResults", success(0), success(1).but(Fate.BROKEN_OFF), success(1));
        salesforce.onEach(JOB + "/failedResults", Reply.ok("\"sf__Id\",\"sf__Error\",Id,Name\n\"\",\"X:y:--\",2,n\n"));
        salesforce.onEach(JOB + "/unprocessedrecords", Reply.ok("Id,Name\n"));

        assertThat(bulk.results(DONE, IngestOperation.UPDATE).rows()).hasSize(2);
    }

    @Test
    void closesJobWhoseFirstAnswerWasLost() {
        salesforce.onEach(
                JOB,
                Reply.of(503, "<html>busy</html>"),
                Reply.of(400, "[{\"errorCode\":\"INVALIDJOBSTATE\",\"message\":\"not open\"}]"),
                job("InProgress"));

        bulk.close(DONE);

        assertThat(salesforce.requests(JOB)).hasSize(3);
    }

    @Test
    void neverRepeatsUpload() {
        salesforce.onEach(JOB + "/batches", Reply.of(503, "<html>busy</html>"), Reply.of(201, ""));
        IngestCsv csv = new IngestCsv(List.of("Id"), 100);

        assertThatThrownBy(() -> bulk.upload(DONE, csv)).hasMessageContaining("503");

        assertThat(salesforce.requests(JOB + "/batches")).hasSize(1);
    }

    @Test
    void asksAgainIfTheAnswerIsAboutAnotherJob() {
        salesforce.onEach(
                JOB,
                Reply.ok(info("JobComplete").replace("7503h00000CV7GpAAL", "7503h00000other0AAA")),
                job("InProgress"));

        assertThat(bulk.status("7503h00000CV7GpAAL").state()).isEqualTo(JobState.IN_PROGRESS);
    }

    @ParameterizedTest
    @CsvSource({"Account, Contact", "upsert, delete", "Open, InProgress"})
    void createsJobAgainIfTheAnswerIsAboutAnotherJob(String asked, String answered) {
        String other = info("Open").replace("7503h00000CV7GpAAL", "7503h00000other0AAA");
        salesforce.onEach(JOBS, Reply.ok(other.replace(asked, answered)), job("Open"));

        IngestJob job = bulk.create(IngestTarget.upsert(new SObjectName("Account"), "Key__c"), "tandem-1");

        assertThat(job.id()).isEqualTo("7503h00000CV7GpAAL");
    }

    @Test
    void recognizesMissingJob() {
        assertThatThrownBy(() -> bulk.status("7503h00000CV7GpAAL")).isInstanceOf(BulkJobGoneException.class);
    }

    private static Reply success(int rows) {
        StringBuilder csv = new StringBuilder("\"sf__Id\",\"sf__Created\",Id,Name\n");
        for (int i = 0; i < rows; i++) {
            csv.append('"').append(ID).append("\",\"false\",row,").append(i).append('\n');
        }
        return Reply.ok(csv.toString());
    }

    private static Reply job(String state) {
        return Reply.ok(info(state));
    }

    private static String info(String state) {
        return "{\"id\":\"7503h00000CV7GpAAL\",\"object\":\"Account\",\"operation\":\"upsert\",\"apiVersion\":66.0,\"state\":\""
                + state + "\",\"numberRecordsProcessed\":2,\"numberRecordsFailed\":1}";
    }
}
