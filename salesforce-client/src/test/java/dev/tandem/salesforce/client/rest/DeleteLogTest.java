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
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.rest.DeleteLog.Deletes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeleteLogTest {
    private static final String PATH = "/services/data/v66.0/sobjects/Account/deleted/";
    private static final SObjectName ACCOUNT = new SObjectName("Account");
    private static final String LIST = """
            {"deletedRecords":[{"id":"001RM000004UF9sYAG","deletedDate":"2013-05-07T22:07:19.000+0000"}],
             "earliestDateAvailable":"2013-05-03T15:57:00.000+0000","latestDateCovered":"2013-05-08T21:20:00.000+0000"}""";

    private LoopbackSalesforce salesforce;
    private DeleteLog log;

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
        log = new DeleteLog(salesforce.api());
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    @Test
    void listsDeletesInWholeMinutes() {
        salesforce.onEach(PATH, Reply.ok(LIST));

        Deletes deletes =
                log.since(ACCOUNT, Instant.now().minus(Duration.ofHours(1))).orElseThrow();

        assertThat(deletes.ids()).containsExactly(new RecordId("001RM000004UF9sYAG"));
        assertThat(deletes.isComplete()).isTrue();
        assertThat(salesforce.requests(PATH).get(0).uri().getQuery())
                .matches("start=\\S+:00\\.000Z&end=\\S+:00\\.000Z");
    }

    @Test
    void isIncompleteIfTheLogBeginsLater() {
        salesforce.onEach(
                PATH,
                Reply.of(400, "[{\"errorCode\":\"INVALID_REPLICATION_DATE\",\"message\":\"startDate before ...\"}]"),
                Reply.ok(LIST.replace("2013-05-03", "2113-05-03")),
                Reply.ok(LIST));

        Instant recently = Instant.now().minus(Duration.ofHours(1));
        assertThat(log.since(ACCOUNT, recently).orElseThrow().isComplete()).isFalse();
        assertThat(log.since(ACCOUNT, recently).orElseThrow().isComplete()).isFalse();
        assertThat(log.since(ACCOUNT, Instant.EPOCH).orElseThrow().isComplete())
                .as("the log goes back 15 days")
                .isFalse();
    }

    @Test
    void dividesTheTimeOfTooManyDeletes() {
        salesforce.onEach(
                PATH,
                Reply.of(400, "[{\"errorCode\":\"EXCEEDED_ID_LIMIT\",\"message\":\"too many\"}]"),
                Reply.ok(LIST),
                Reply.ok(LIST.replace("001RM000004UF9sYAG", "001x0000000aaaAAAQ")));

        Deletes deletes =
                log.since(ACCOUNT, Instant.now().minus(Duration.ofHours(1))).orElseThrow();

        assertThat(deletes.ids()).hasSize(2);
        assertThat(deletes.isComplete()).isTrue();
    }

    @Test
    void isEmptyForObjectsWithoutALog() {
        salesforce.onEach(PATH, Reply.of(404, "[{\"errorCode\":\"NOT_FOUND\",\"message\":\"no such resource\"}]"));

        assertThat(log.since(ACCOUNT, Instant.now().minus(Duration.ofHours(1)))).isEmpty();
    }

    @Test
    void failsIfSalesforceDoes() {
        salesforce.onEach(PATH, Reply.of(403, "[{\"errorCode\":\"INSUFFICIENT_ACCESS\",\"message\":\"no\"}]"));

        assertThatThrownBy(() -> log.since(ACCOUNT, Instant.now().minus(Duration.ofHours(1))))
                .isInstanceOf(SalesforceException.class)
                .hasMessageContaining("list of deleted Account");
    }
}
