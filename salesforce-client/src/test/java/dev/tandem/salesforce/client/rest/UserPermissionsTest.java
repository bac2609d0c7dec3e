/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.SalesforceException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UserPermissionsTest {
    private static final String QUERY = "/services/data/v66.0/query";
    private static final String NO_RECORDS = "{\"totalSize\":0,\"done\":true,\"records\":[]}";
    private static final String GRANTED =
            "{\"totalSize\":1,\"done\":true,\"records\":[{\"Id\":\"110x0000000aaaAAAQ\"}]}";
    private static final SObjectName ACCOUNT = new SObjectName("Account");

    private LoopbackSalesforce salesforce;
    private UserPermissions permissions;

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
        permissions = new UserPermissions(salesforce.api());
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    @Test
    void showsAllWithViewAllData() {
        salesforce.onEach(QUERY, viewAllData(true));

        assertThat(permissions.showAllRecords(ACCOUNT)).isTrue();
        assertThat(salesforce.requests(QUERY)).hasSize(1);
    }

    @Test
    void showsAllWithViewAllOnTheObject() {
        salesforce.onEach(QUERY, viewAllData(false), Reply.ok(GRANTED));

        assertThat(permissions.showAllRecords(ACCOUNT)).isTrue();
        assertThat(salesforce.requests(QUERY).get(1).uri().getQuery())
                .contains("SobjectType+=+'Account'")
                .contains("AssigneeId+=+'005x00000012Q9PAAU'");
    }

    @Test
    void showsNotAllWithoutEither() {
        salesforce.onEach(QUERY, viewAllData(false), Reply.ok(NO_RECORDS));

        assertThat(permissions.showAllRecords(ACCOUNT)).isFalse();
    }

    @Test
    void promisesNothingIfTheUserMayNotAsk() {
        Reply unsupported =
                Reply.of(400, "[{\"errorCode\":\"INVALID_TYPE\",\"message\":\"sObject type 'X' is not supported.\"}]");
        salesforce.onEach(QUERY, unsupported);

        assertThat(permissions.showAllRecords(ACCOUNT)).isFalse();
    }

    @Test
    void reportsOtherFailures() {
        Reply disabled = Reply.of(403, "[{\"errorCode\":\"API_DISABLED_FOR_ORG\",\"message\":\"API is not enabled\"}]");
        salesforce.onEach(QUERY, disabled);

        assertThatThrownBy(() -> permissions.showAllRecords(ACCOUNT))
                .isInstanceOf(SalesforceException.class)
                .hasMessageContaining("API_DISABLED_FOR_ORG");
    }

    private static Reply viewAllData(boolean granted) {
        return Reply.ok("{\"totalSize\":1,\"done\":true,\"records\":[{\"PermissionsViewAllData\":" + granted + "}]}");
    }
}
