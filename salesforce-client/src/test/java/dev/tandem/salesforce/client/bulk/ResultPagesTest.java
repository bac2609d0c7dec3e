/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.LoopbackSalesforce.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the order and the time of requests for pages. Page n has one row, n, and its locator is {@code L=n}. */
@Timeout(60)
class ResultPagesTest {
    private static final String JOB = "/services/data/v66.0/jobs/query/750R0000000zlh9IAA";
    private static final String RESULTS = JOB + "/results";
    private static final String LIST = JOB + "/resultPages";
    private static final int LISTED = 5;

    private LoopbackSalesforce salesforce;

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    @Test
    void requestsListedPagesAtTheSameTime() {
        CountDownLatch together = new CountDownLatch(4);
        salesforce.on(LIST, request -> list(request, 5));
        salesforce.on(RESULTS, request -> {
            if (page(request) > 0) {
                together.countDown();
                together.await();
            }
            return reply(request, 5);
        });

        assertThat(read(ResultPosition.START, 5, Optional.empty())).containsExactly("0", "1", "2", "3", "4");
        assertThat(salesforce.requests(RESULTS)).hasSize(5);
        assertThat(salesforce.requests(LIST)).hasSize(1);
    }

    @Test
    void readsAllPartsOfList() {
        salesforce.on(LIST, request -> list(request, 23));
        salesforce.on(RESULTS, request -> reply(request, 23));

        assertThat(read(ResultPosition.START, 23, Optional.empty())).isEqualTo(numbers(0, 23));
        assertThat(salesforce.requests(RESULTS)).hasSize(23);
        assertThat(salesforce.requests(LIST)).hasSize(5);
    }

    @Test
    void resumesInListAtStoredPage() {
        salesforce.on(LIST, request -> list(request, 12));
        salesforce.on(RESULTS, request -> reply(request, 12));
        ResultPosition stored = new ResultPosition(Optional.of("L=7"), 0, Optional.of(7L));

        assertThat(read(stored, 12, Optional.empty())).isEqualTo(numbers(7, 12));
        assertThat(salesforce.requests(RESULTS)).hasSize(5);
    }

    @Test
    void asksForNoListOfOnePage() {
        salesforce.on(RESULTS, request -> reply(request, 1));

        assertThat(read(ResultPosition.START, 1, Optional.empty())).containsExactly("0");
        assertThat(salesforce.requests(LIST)).isEmpty();
    }

    @Test
    void readsPagesWithoutList() {
        salesforce.on(LIST, request -> Reply.of(404, "[{\"errorCode\":\"NOT_FOUND\",\"message\":\"not found\"}]"));
        salesforce.on(RESULTS, request -> reply(request, 4));

        assertThat(read(ResultPosition.START, 4, Optional.empty())).isEqualTo(numbers(0, 4));
        assertThat(salesforce.requests(LIST)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"503, SERVER_UNAVAILABLE", "403, REQUEST_LIMIT_EXCEEDED"})
    void readsPagesThoughTheListFailsAgainAndAgain(int status, String code) {
        salesforce.on(LIST, request -> Reply.of(status, "[{\"errorCode\":\"" + code + "\",\"message\":\"later\"}]"));
        salesforce.on(RESULTS, request -> reply(request, 4));
        QueryJob job = job(4);

        try (QueryResults results =
                new QueryResults(salesforce.api(Duration.ofMillis(200)), job, ResultPosition.START, Optional.empty())) {
            assertThat(ids(results)).isEqualTo(numbers(0, 4));
        }
        assertThat(salesforce.requests(LIST)).isNotEmpty();
    }

    @Test
    void readsPagesThatAreNotInList() {
        salesforce.on(LIST, request -> Reply.ok("""
                {"resultPages":[{"resultUrl":"%s?locator=other"}],"nextRecordsUrl":"%s?locator=more","done":false}""".formatted(RESULTS, LIST)));
        salesforce.on(RESULTS, request -> reply(request, 4));

        assertThat(read(ResultPosition.START, 4, Optional.empty())).isEqualTo(numbers(0, 4));
        assertThat(salesforce.requests(LIST)).hasSize(1);
        assertThat(salesforce.requests(RESULTS)).hasSize(4);
    }

    @Test
    void requestsPageAgainWhoseEarlyRequestFailed() {
        AtomicInteger requests = new AtomicInteger();
        salesforce.on(RESULTS, request -> {
            boolean fails = page(request) == 1 && requests.incrementAndGet() == 1;
            return fails
                    ? Reply.of(400, "[{\"errorCode\":\"API_ERROR\",\"message\":\"try again\"}]")
                    : reply(request, 3);
        });

        assertThat(read(ResultPosition.START, 3, Optional.of(1))).isEqualTo(numbers(0, 3));
        assertThat(requests).hasValue(2);
    }

    @Test
    void requestsNextPageOfLimitedSizeWhileOneIsRead() throws InterruptedException {
        CountDownLatch next = new CountDownLatch(1);
        salesforce.on(RESULTS, request -> {
            if (page(request) == 1) {
                next.countDown();
            }
            return reply(request, 2);
        });

        try (QueryResults results = results(ResultPosition.START, 2, Optional.of(1))) {
            results.next();

            assertThat(next.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(salesforce.requests(RESULTS).get(0).uri().getQuery()).isEqualTo("maxRecords=1");
        }
    }

    private List<String> read(ResultPosition from, int rows, Optional<Integer> pageRows) {
        try (QueryResults results = results(from, rows, pageRows)) {
            return ids(results);
        }
    }

    private static List<String> ids(QueryResults results) {
        List<String> ids = new ArrayList<>();
        for (Optional<BulkRow> row = results.next(); row.isPresent(); row = results.next()) {
            ids.add(row.get().value(0));
        }
        return ids;
    }

    private QueryResults results(ResultPosition from, int rows, Optional<Integer> pageRows) {
        return new QueryResults(salesforce.api(), job(rows), from, pageRows);
    }

    private static QueryJob job(int rows) {
        return new QueryJob("750R0000000zlh9IAA", "Account", "66.0", JobState.JOB_COMPLETE, Instant.EPOCH, rows, "");
    }

    private static Reply reply(Request request, int pages) {
        int page = page(request);
        return Reply.ok("\"Id\"\n\"" + page + "\"\n")
                .with("Content-Type", "text/csv")
                .with("Sforce-NumberOfRecords", "1")
                .with("Sforce-Locator", page + 1 < pages ? "L=" + (page + 1) : "null");
    }

    private static Reply list(Request request, int pages) {
        int from = page(request);
        int to = Math.min(from + LISTED, pages);
        String listed = IntStream.range(from, to)
                .mapToObj(page -> "{\"resultUrl\":\"%s?locator=L%%3D%d\"}".formatted(RESULTS, page))
                .collect(Collectors.joining(","));
        String next = to < pages ? "\"nextRecordsUrl\":\"%s?locator=L%%3D%d\",".formatted(LIST, to) : "";
        return Reply.ok("{\"resultPages\":[%s],%s\"done\":%s}".formatted(listed, next, to == pages));
    }

    /** Returns the number of the page that a request is about. */
    private static int page(Request request) {
        String query = request.uri().getQuery();
        int locator = query == null ? -1 : query.indexOf("locator=L=");
        return locator < 0 ? 0 : Integer.parseInt(query.substring(locator + "locator=L=".length()));
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }
}
