/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Fate;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.Samples;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkQueryTest {
    private static final String JOBS = "/services/data/v66.0/jobs/query";
    private static final String ID = "750R0000000zxikIAA";
    private static final String RESULTS = "/services/data/v46.0/jobs/query/" + ID + "/results";

    private LoopbackSalesforce salesforce;
    private BulkQuery bulk;

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
        bulk = new BulkQuery(salesforce.api());
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    @Test
    void readsServerTimeFromNewJob() {
        salesforce.onEach(JOBS, Reply.ok(Samples.read("bulk/query_job_create_response.json")));

        QueryJob job = bulk.create("SELECT Id, Name FROM Account");

        assertThat(job.id()).isEqualTo("750R0000000zw4yIAA");
        assertThat(job.state()).isEqualTo(JobState.UPLOAD_COMPLETE);
        assertThat(job.createdDate()).isEqualTo(Instant.parse("2018-12-17T21:00:17Z"));
        assertThat(job.apiVersion()).isEqualTo("46.0");
        assertThat(salesforce.requests(JOBS).get(0).body())
                .contains("\"operation\":\"query\"", "\"query\":\"SELECT Id, Name FROM Account\"");
    }

    @Test
    void createsQueryAllJobForDeletedRecords() {
        salesforce.onEach(JOBS, Reply.ok(Samples.read("bulk/query_job_create_response.json")));

        bulk.createIncludingDeleted("SELECT Id FROM Account");

        assertThat(salesforce.requests(JOBS).get(0).body()).contains("\"operation\":\"queryAll\"");
    }

    @Test
    void awaitsFinalState() throws InterruptedException {
        salesforce.onEach(
                JOBS + "/" + ID,
                Reply.ok(inState("UploadComplete")),
                Reply.ok(inState("InProgress")),
                Reply.ok(Samples.read("bulk/query_job_info_complete.json")));

        QueryJob job = bulk.await(ID, Duration.ofMinutes(1));

        assertThat(job.state()).isEqualTo(JobState.JOB_COMPLETE);
        assertThat(job.recordsProcessed()).isEqualTo(740_003);
    }

    @Test
    void asksAgainIfTheAnswerIsAboutAnotherJob() {
        salesforce.onEach(
                JOBS + "/" + ID,
                Reply.ok(Samples.read("bulk/query_job_info_complete.json").replace(ID, "750R0000000other")),
                Reply.ok(inState("InProgress")));

        assertThat(bulk.status(ID).state()).isEqualTo(JobState.IN_PROGRESS);
    }

    @Test
    void stopsAwaitingAfterGivenTime() throws InterruptedException {
        salesforce.onEach(JOBS + "/" + ID, Reply.ok(inState("InProgress")));

        assertThat(bulk.await(ID, Duration.ofMillis(300)).state()).isEqualTo(JobState.IN_PROGRESS);
    }

    @Test
    void reportsReasonOfFailedJob() {
        salesforce.onEach(
                JOBS + "/" + ID,
                Reply.ok(inState("Failed")
                        .replace("\"retries\"", "\"errorMessage\":\"InvalidBatch : no\",\"retries\"")));

        QueryJob job = bulk.status(ID);

        assertThat(job.state().isFinal()).isTrue();
        assertThat(job.errorMessage()).isEqualTo("InvalidBatch : no");
    }

    @Test
    void recognizesMissingJob() {
        salesforce.onEach(JOBS + "/" + ID, Reply.of(404, Samples.read("bulk/job_not_found.json")));
        salesforce.onEach(RESULTS, Reply.of(404, Samples.read("bulk/job_not_found.json")));

        assertThatThrownBy(() -> bulk.status(ID)).isInstanceOf(BulkJobGoneException.class);
        assertThatThrownBy(() -> results(ResultPosition.START).next()).isInstanceOf(BulkJobGoneException.class);
        bulk.delete(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "<html>maintenance</html>"})
    void asksAgainIfTheAnswerIsNotAJob(String answer) {
        salesforce.onEach(JOBS + "/" + ID, Reply.ok(answer), Reply.ok(inState("JobComplete")));

        assertThat(bulk.status(ID).state()).isEqualTo(JobState.JOB_COMPLETE);
    }

    @Test
    void readsPagesInVersionOfJob() {
        salesforce.on(RESULTS, request -> switch (request.uri().getQuery()) {
            case "maxRecords=2" -> page("MTAwMDA", "1,a", "2,b");
            case "maxRecords=2&locator=MTAwMDA" -> page("null", "3,c");
            default -> Reply.of(400, "[]");
        });

        QueryResults results = results(ResultPosition.START);

        assertThat(results.columns()).containsExactly("Id", "Name");
        assertThat(values(results)).containsExactly("1 a", "2 b", "3 c");
        assertThat(salesforce.requests(RESULTS)).hasSize(2);
    }

    @Test
    void readsColumnsOfEmptyResult() {
        salesforce.onEach(RESULTS, page("null"));

        QueryResults results = results(ResultPosition.START, 0);

        assertThat(results.next()).isEmpty();
        assertThat(results.columns()).containsExactly("Id", "Name");
    }

    @Test
    void resumesAfterAnyRow() {
        salesforce.on(
                RESULTS,
                request -> request.uri().getQuery().contains("locator=NEXT")
                        ? page("null", "3,c", "4,d")
                        : page("NEXT", "1,a", "2,b"));
        List<BulkRow> all = rows(results(ResultPosition.START, 4));

        for (int i = 0; i < all.size(); i++) {
            assertThat(values(results(all.get(i).next(), 4)))
                    .hasSize(all.size() - i - 1)
                    .isEqualTo(values(all.subList(i + 1, all.size())));
        }
        assertThat(all.get(2).next()).isEqualTo(new ResultPosition(Optional.of("NEXT"), 1, Optional.of(2L)));
    }

    @Test
    void resumesAtRowWhereConnectionBroke() {
        Reply whole = page("null", "1,a", "2,b", "3,c");
        String half = whole.body().substring(0, whole.body().indexOf("\"3\"") + 2);
        salesforce.onEach(RESULTS, whole.withBody(half).but(Fate.BROKEN_OFF), whole);

        assertThat(values(results(ResultPosition.START))).containsExactly("1 a", "2 b", "3 c");
        assertThat(salesforce.requests(RESULTS)).hasSize(2);
    }

    @Test
    void reportsPageThatAlwaysBreaksAsTransient() {
        Reply whole = page("null", "1,a");
        String half = whole.body().substring(0, whole.body().length() - 4);
        salesforce.onEach(RESULTS, whole.withBody(half).but(Fate.BROKEN_OFF));

        bulk = new BulkQuery(salesforce.api(Duration.ofMillis(500)));

        assertThatThrownBy(() -> results(ResultPosition.START).next())
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.RETRIABLE))
                .hasMessageContaining(ID);
    }

    @Test
    void readsEmptyTextAsNullAndKeepsQuotesAndNewLines() {
        salesforce.onEach(
                RESULTS,
                Reply.ok(
                                "\"Id\",\"Name\",\"Text__c\"\n\"1\",\"\",\"say \"\"hi\"\",\r\nor; not\"\n\"2\",\" \",\"ü€😀\"\n")
                        .with("Sforce-Locator", "null")
                        .with("Sforce-NumberOfRecords", "2"));

        List<BulkRow> rows = rows(results(ResultPosition.START, 2));

        assertThat(rows.get(0).value(1)).isNull();
        assertThat(rows.get(0).value(2)).isEqualTo("say \"hi\",\r\nor; not");
        assertThat(rows.get(1).value(1)).isEqualTo(" ");
        assertThat(rows.get(1).value(2)).isEqualTo("ü€😀");
    }

    @Test
    void deletesJob() {
        salesforce.onEach(JOBS + "/" + ID, Reply.of(204, ""));

        bulk.delete(ID);

        assertThat(salesforce.requests(JOBS + "/" + ID).get(0).method()).isEqualTo("DELETE");
    }

    private QueryResults results(ResultPosition from) {
        return results(from, 3);
    }

    private QueryResults results(ResultPosition from, long counted) {
        QueryJob job = new QueryJob(ID, "Account", "46.0", JobState.JOB_COMPLETE, Instant.EPOCH, counted, "");
        return bulk.results(job, from, Optional.of(2));
    }

    private static Reply page(String locator, String... rows) {
        StringBuilder csv = new StringBuilder("\"Id\",\"Name\"\n");
        Arrays.stream(rows)
                .forEach(
                        row -> csv.append('"').append(row.replace(",", "\",\"")).append("\"\n"));
        return Reply.ok(csv.toString())
                .with("Content-Type", "text/csv")
                .with("Sforce-Locator", locator)
                .with("Sforce-NumberOfRecords", Integer.toString(rows.length));
    }

    private static List<BulkRow> rows(QueryResults results) {
        List<BulkRow> rows = new ArrayList<>();
        try (results) {
            for (Optional<BulkRow> row = results.next(); row.isPresent(); row = results.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }

    private static List<String> values(QueryResults results) {
        return values(rows(results));
    }

    private static List<String> values(List<BulkRow> rows) {
        return rows.stream().map(row -> String.join(" ", row.fields())).toList();
    }

    private static String inState(String state) {
        return Samples.edited("bulk/query_job_info_complete.json", "JobComplete", state);
    }
}
