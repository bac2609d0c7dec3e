/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.RecordId;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AbsentRecordsTest {
    private static final String QUERY = "/services/data/v66.0/query";
    private static final String QUERY_ALL = "/services/data/v66.0/queryAll";
    private static final SObjectName ACCOUNT = new SObjectName("Account");
    private static final RecordId FIRST = new RecordId("001RM000004UF9sYAG");
    private static final RecordId SECOND = new RecordId("001RM000004UF9tYAG");

    private LoopbackSalesforce salesforce;
    private AbsentRecords absent;

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
        absent = new AbsentRecords(salesforce.api());
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    @Test
    void asksNoPermissionsIfTheRecycleBinHasAll() {
        salesforce.onEach(QUERY_ALL, records(FIRST, SECOND));

        assertThat(absent.findDeleted(ACCOUNT, List.of(FIRST, SECOND))).containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(salesforce.requests(QUERY_ALL).get(0).uri().getQuery()).endsWith("AND+IsDeleted+=+true");
        assertThat(salesforce.requests(QUERY)).isEmpty();
    }

    @Test
    void findsOnlyThoseInTheRecycleBinWithoutViewAll() {
        salesforce.onEach(QUERY_ALL, records(FIRST));
        salesforce.onEach(QUERY, viewAllData(false), records());

        assertThat(absent.findDeleted(ACCOUNT, List.of(FIRST, SECOND))).containsExactly(FIRST);
    }

    @Test
    void findsAllThatStayAbsentWithViewAll() {
        salesforce.onEach(QUERY_ALL, records(), records(FIRST));
        salesforce.onEach(QUERY, viewAllData(true));

        assertThat(absent.findDeleted(ACCOUNT, List.of(FIRST, SECOND))).containsExactly(SECOND);
    }

    @Test
    void goesOnWithoutRecycleBin() {
        Reply noIsDeleted =
                Reply.of(400, "[{\"errorCode\":\"INVALID_FIELD\",\"message\":\"No such column 'IsDeleted'\"}]");
        salesforce.onEach(QUERY_ALL, noIsDeleted, records());
        salesforce.onEach(QUERY, viewAllData(true));

        assertThat(absent.findDeleted(ACCOUNT, List.of(FIRST))).containsExactly(FIRST);
    }

    @Test
    void asksNothingWithoutRecords() {
        assertThat(absent.findDeleted(ACCOUNT, List.of())).isEmpty();
        assertThat(salesforce.requests(QUERY_ALL)).isEmpty();
    }

    private static Reply records(RecordId... ids) {
        String records =
                Arrays.stream(ids).map(id -> "{\"Id\":\"" + id.value() + "\"}").collect(Collectors.joining(","));
        return Reply.ok("{\"totalSize\":" + ids.length + ",\"done\":true,\"records\":[" + records + "]}");
    }

    private static Reply viewAllData(boolean granted) {
        return Reply.ok("{\"totalSize\":1,\"done\":true,\"records\":[{\"PermissionsViewAllData\":" + granted + "}]}");
    }
}
