/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.SalesforceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that no record of a query is lost, whatever becomes of its result. */
@Timeout(60)
class QueryPagesTest {
    private static final String QUERY = "/services/data/v66.0/query";
    private static final String NEXT = QUERY + "/01g-2";
    private static final String OTHER = QUERY + "/01g-3";
    private static final Reply FIRST = page(3, NEXT, "a", "b");
    private static final Reply LAST = page(3, "", "c");

    private LoopbackSalesforce salesforce;

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
        salesforce.onEach(QUERY, FIRST);
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | INVALID_QUERY_LOCATOR",
                "404 | NOT_FOUND",
                // The locator belongs to a session that has ended, and new sessions do not know it.
                "401 | INVALID_SESSION_ID"
            })
    void startsAgainIfTheResultIsGone(int status, String code) {
        Reply gone = Reply.of(status, "[{\"errorCode\":\"" + code + "\",\"message\":\"gone\"}]");
        int rejections = status == 401 ? 3 : 1;
        Reply[] replies = new Reply[rejections + 1];
        for (int i = 0; i < rejections; i++) {
            replies[i] = gone;
        }
        replies[rejections] = LAST;
        salesforce.onEach(NEXT, replies);

        assertThat(ids()).containsExactly("a", "b", "a", "b", "c");
        assertThat(salesforce.requests(QUERY)).hasSize(2);
    }

    @Test
    void startsAgainIfRecordsAreMissing() {
        salesforce.onEach(NEXT, page(3, ""), LAST);

        assertThat(ids()).containsExactly("a", "b", "a", "b", "c");
    }

    @Test
    void startsAgainIfPagesGoInACircle() {
        salesforce.onEach(NEXT, page(3, OTHER, "c"), LAST);
        salesforce.onEach(OTHER, page(3, NEXT, "a"));

        assertThat(ids()).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void asksAgainForPageThatNamesItselfAsTheNext() {
        salesforce.onEach(NEXT, page(3, NEXT, "a", "b"), LAST);

        assertThat(ids()).containsExactly("a", "b", "c");
    }

    @Test
    void acceptsPagesWithoutRecords() {
        salesforce.onEach(QUERY, page(1, NEXT));
        salesforce.onEach(NEXT, page(1, "", "a"));

        assertThat(ids()).containsExactly("a");
    }

    @Test
    void failsForNowIfTheResultIsGoneAgainAndAgain() {
        salesforce.onEach(
                NEXT,
                Reply.of(400, "[{\"errorCode\":\"INVALID_QUERY_LOCATOR\",\"message\":\"invalid query locator\"}]"));

        assertThatThrownBy(this::ids)
                .hasMessageContaining("in 4 attempts")
                .hasMessageContaining("invalid query locator")
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.RETRIABLE));
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        QueryPages pages = salesforce.api().queryPages("SELECT Id FROM Account");
        for (Optional<List<ObjectNode>> page = pages.next(); page.isPresent(); page = pages.next()) {
            page.get().forEach(row -> ids.add(row.path("Id").asText()));
        }
        return ids;
    }

    private static Reply page(int total, String next, String... ids) {
        List<String> records = new ArrayList<>();
        for (String id : ids) {
            records.add("{\"Id\":\"" + id + "\"}");
        }
        String more = next.isEmpty() ? "\"done\":true" : "\"done\":false,\"nextRecordsUrl\":\"" + next + "\"";
        return Reply.ok("{\"totalSize\":" + total + "," + more + ",\"records\":[" + String.join(",", records) + "]}");
    }
}
