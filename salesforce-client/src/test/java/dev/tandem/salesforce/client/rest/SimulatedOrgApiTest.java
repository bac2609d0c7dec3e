/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.Keystores;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.SimulatedOrg;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.bulk.BulkQuery;
import dev.tandem.salesforce.client.bulk.BulkRow;
import dev.tandem.salesforce.client.bulk.JobState;
import dev.tandem.salesforce.client.bulk.QueryJob;
import dev.tandem.salesforce.client.bulk.QueryResults;
import dev.tandem.salesforce.client.bulk.ResultPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests against the simulator, which was written from the protocol and not from this client. */
class SimulatedOrgApiTest {
    private static final SObjectName ACCOUNT = new SObjectName("Account");
    private static final int ACCOUNTS = 2_500;

    private static SimulatedOrg org;
    private static List<String> ids;

    @BeforeAll
    static void start() {
        org = new SimulatedOrg();
        ids = ids(org.control("POST", "objects/Account/records", "{'count': " + ACCOUNTS + ", 'events': false}"));
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    @Test
    void logsInWithEveryFlow() {
        var simulator = org.simulator();
        List<Credentials> flows = List.of(
                new Credentials.ClientCredentials(simulator.clientId(), simulator.clientSecret()),
                new Credentials.RefreshToken(
                        simulator.clientId(), Optional.of(simulator.clientSecret()), simulator.refreshToken()),
                new Credentials.UsernamePassword(
                        simulator.clientId(), simulator.clientSecret(), simulator.username(), simulator.password()));

        assertThat(flows)
                .allSatisfy(flow -> assertThat(SalesforceApi.of(org.settings(), flow)
                                .query("SELECT Id FROM Account LIMIT 1")
                                .records())
                        .hasSize(1));
    }

    @Test
    void logsInWithTrustedCertificate(@TempDir Path folder) throws Exception {
        Path keystore = Keystores.create(folder, "PKCS12");
        org.control("POST", "certificates", "{'pem':'" + Keystores.certificate(keystore) + "'}");
        Credentials credentials = new Credentials.JwtBearer(
                org.simulator().clientId(),
                org.simulator().username(),
                keystore,
                Keystores.PASSWORD,
                Optional.empty(),
                Optional.empty());

        assertThat(SalesforceApi.of(org.settings(), credentials).token().value())
                .isNotEmpty();
    }

    @Test
    void renewsExpiredToken() {
        SalesforceApi api = org.api();
        String before = api.token().value();
        org.control("PUT", "faults/expired-token", "{}");

        api.query("SELECT Id FROM Account LIMIT 1");

        assertThat(api.token().value()).isNotEqualTo(before);
    }

    @Test
    void readsAllPagesOfQuery() {
        SalesforceApi api = org.api();
        Set<String> seen = new HashSet<>();
        QueryPages pages = api.queryPages("SELECT Id, Name FROM Account");
        for (Optional<List<ObjectNode>> page = pages.next(); page.isPresent(); page = pages.next()) {
            page.get().forEach(row -> seen.add(row.path("Id").asText()));
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(pages.calls()).isGreaterThan(1);
        assertThat(api.governor().report().orgCalls()).isGreaterThanOrEqualTo(pages.calls());
    }

    @Test
    void describesFieldsAndNoticesThatNothingChanged() {
        SalesforceApi api = org.api();
        SObjectDescription account = api.describe(ACCOUNT);

        assertThat(account.field("Name").orElseThrow().type()).isEqualTo(FieldType.STRING);
        assertThat(account.field("BillingStreet").orElseThrow().compoundFieldName())
                .contains("BillingAddress");
        assertThat(account.keyPrefix()).contains("001");
        org.control("POST", "objects/Account/fields", "{'name':'Added__c','type':'string','length':20}");
        assertThat(api.describeIfModified(account).orElseThrow().field("Added__c"))
                .isPresent();
    }

    @Test
    void retrievesExistingRecords() {
        RecordId missing = new RecordId("001000000000000");
        List<RecordId> asked = new ArrayList<>(
                ids.subList(0, 2_100).stream().map(RecordId::new).toList());
        asked.add(missing);

        Map<RecordId, ObjectNode> rows = new RecordLookup(org.api())
                .retrieve(ACCOUNT, asked, List.of("Id", "Name"))
                .byId();

        assertThat(rows).hasSize(2_100).doesNotContainKey(missing);
    }

    @Test
    void reportsReasonForInvalidQuery() {
        assertThatThrownBy(() -> org.api().query("SELECT Nope__c FROM Account")).hasMessageContaining("INVALID_FIELD");
    }

    @Test
    void readsWholeBulkResultOverBrokenConnection() throws InterruptedException {
        BulkQuery bulk = new BulkQuery(org.api());
        QueryJob job =
                bulk.await(bulk.create("SELECT Id, Name, Industry FROM Account").id(), Duration.ofMinutes(1));
        assertThat(job.state()).isEqualTo(JobState.JOB_COMPLETE);
        org.control("PUT", "faults/lost-reply", "{'requests':'bulk','count':2}");

        List<BulkRow> rows = rows(bulk, job, ResultPosition.START);

        assertThat(rows).extracting(row -> row.value(0)).containsExactlyInAnyOrderElementsOf(ids);
        int middle = 1_234;
        assertThat(rows(bulk, job, rows.get(middle).next()))
                .extracting(row -> row.value(0))
                .isEqualTo(rows.subList(middle + 1, rows.size()).stream()
                        .map(row -> row.value(0))
                        .toList());
        bulk.delete(job.id());
        assertThatThrownBy(() -> bulk.status(job.id())).hasMessageContaining("no longer exists");
    }

    @Test
    void readsPagesThatSalesforceListsOverBrokenConnections() throws InterruptedException {
        BulkQuery bulk = new BulkQuery(org.api());
        QueryJob job = bulk.await(bulk.create("SELECT Id, Name FROM Account").id(), Duration.ofMinutes(1));
        org.control("PUT", "faults/short-pages", "{'rows':200}");
        org.control("PUT", "faults/lost-reply", "{'requests':'bulk','count':3}");

        List<BulkRow> rows = rows(bulk.results(job, ResultPosition.START, Optional.empty()));

        assertThat(rows).extracting(row -> row.value(0)).containsExactlyInAnyOrderElementsOf(ids);
        int middle = 1_234;
        assertThat(rows(bulk.results(job, rows.get(middle).next(), Optional.empty())))
                .isEqualTo(rows.subList(middle + 1, rows.size()));
        org.control("DELETE", "faults/short-pages", "");
    }

    private static List<BulkRow> rows(BulkQuery bulk, QueryJob job, ResultPosition from) {
        return rows(bulk.results(job, from, Optional.of(1_000)));
    }

    private static List<BulkRow> rows(QueryResults opened) {
        List<BulkRow> rows = new ArrayList<>();
        try (QueryResults results = opened) {
            for (Optional<BulkRow> row = results.next(); row.isPresent(); row = results.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }

    private static List<String> ids(JsonNode answer) {
        List<String> ids = new ArrayList<>();
        answer.path("ids").forEach(id -> ids.add(id.asText()));
        return ids;
    }
}
