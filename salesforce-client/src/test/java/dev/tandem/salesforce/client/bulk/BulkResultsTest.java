/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Fate;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that no row is lost, whatever is wrong with a page. */
@Timeout(120)
class BulkResultsTest {
    private static final String ID = "750R0000000zlh9IAA";
    private static final String RESULTS = "/services/data/v66.0/jobs/query/" + ID + "/results";
    private static final String CSV = "\"Id\",\"Name\"\n\"1\",\"a\"\n\"2\",\"b\nb\"\n\"3\",\"c\"\n";
    private static final Reply GOOD = reply(CSV, "text/csv; charset=UTF-8", "null", "3");

    private LoopbackSalesforce salesforce;

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    static Stream<Arguments> doubtfulPages() {
        return Stream.of(
                arguments("without a locator", reply(CSV, "text/csv", null, "3")),
                arguments("without a number of records", reply(CSV, "text/csv", "null", null)),
                arguments("with a malformed number of records", reply(CSV, "text/csv", "null", "many")),
                arguments("cut at a line's end", GOOD.withBody("\"Id\",\"Name\"\n\"1\",\"a\"\n")),
                arguments("cut after the header", GOOD.withBody("\"Id\",\"Name\"\n")),
                arguments("cut between columns", GOOD.withBody(CSV.substring(0, CSV.length() - 4))),
                arguments("cut within the last value", GOOD.withBody(CSV.substring(0, CSV.length() - 2))),
                arguments(
                        "cut at a line's end within a value", GOOD.withBody(CSV.substring(0, CSV.indexOf("\nb") + 1))),
                arguments("with more rows than announced", reply(CSV, "text/csv", "null", "2")),
                arguments("that is a maintenance page", reply("<html>busy</html>", "text/html", null, null)),
                arguments("that is empty", reply("", "text/csv", "null", "3")),
                arguments("that breaks off", GOOD.withBody(CSV.substring(0, 30)).but(Fate.BROKEN_OFF)),
                arguments("that a busy server rejects", Reply.of(503, "<html>busy</html>")));
    }

    @ParameterizedTest(name = "a page {0}")
    @MethodSource("doubtfulPages")
    void readsDoubtfulPageAgain(String kind, Reply doubtful) {
        salesforce.onEach(RESULTS, doubtful, GOOD);

        assertThat(ids(ResultPosition.START, 3)).containsExactly("1", "2", "3");
    }

    @Test
    void readsPageThatBreaksManyTimes() {
        Reply[] replies = Stream.concat(
                        Stream.generate(() -> GOOD.withBody("\"Id\",\"Name\"\n"))
                                .limit(6),
                        Stream.of(GOOD))
                .toArray(Reply[]::new);
        salesforce.onEach(RESULTS, replies);

        assertThat(ids(ResultPosition.START, 3)).containsExactly("1", "2", "3");
    }

    @Test
    void readsPageAgainThatIsTheOneBefore() {
        Reply first = reply(CSV, "text/csv", "NEXT", "3");
        Reply last = reply("\"Id\",\"Name\"\n\"4\",\"d\"\n", "text/csv", "null", "1");
        salesforce.onEach(RESULTS, first, first, last);

        assertThat(ids(ResultPosition.START, 4)).containsExactly("1", "2", "3", "4");
    }

    @Test
    void startsAgainIfTheJobCountedMoreRows() {
        salesforce.onEach(RESULTS, GOOD);

        assertThatThrownBy(() -> ids(ResultPosition.START, 2_002))
                .isInstanceOf(BulkJobGoneException.class)
                .hasMessageContaining("has 3 rows, but the job counted 2002");
    }

    @Test
    void startsAgainIfLocatorIsRejected() {
        salesforce.onEach(
                RESULTS,
                Reply.of(400, "[{\"errorCode\":\"INVALID_QUERY_LOCATOR\",\"message\":\"invalid query locator\"}]"));

        assertThatThrownBy(() -> ids(new ResultPosition(Optional.of("OLD"), 1), 3))
                .isInstanceOf(BulkJobGoneException.class)
                .hasMessageContaining("invalid query locator");
    }

    private List<String> ids(ResultPosition from, long counted) {
        BulkJob job = new BulkJob(ID, "Account", "66.0", JobState.JOB_COMPLETE, Instant.EPOCH, counted, "");
        List<String> ids = new ArrayList<>();
        try (BulkResults results = new BulkResults(salesforce.api(), job, from, 100, Duration.ofMillis(1))) {
            for (Optional<BulkRow> row = results.next(); row.isPresent(); row = results.next()) {
                ids.add(row.get().value(0));
            }
        }
        return ids;
    }

    private static Reply reply(String csv, String type, String locator, String records) {
        Reply reply = Reply.ok(csv).with("Content-Type", type);
        for (var header : Map.of(
                        "Sforce-Locator", Optional.ofNullable(locator),
                        "Sforce-NumberOfRecords", Optional.ofNullable(records))
                .entrySet()) {
            reply = header.getValue().isPresent()
                    ? reply.with(header.getKey(), header.getValue().get())
                    : reply;
        }
        return reply;
    }
}
