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
import java.util.function.Function;
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
class QueryResultsTest {
    private static final String ID = "750R0000000zlh9IAA";
    private static final String RESULTS = "/services/data/v66.0/jobs/query/" + ID + "/results";
    private static final String CSV = "\"Id\",\"Name\"\n\"1\",\"a\"\n\"2\",\"b\nb\"\n\"3\",\"c\"\n";
    private static final Reply GOOD = reply(CSV, "text/csv; charset=UTF-8", "null", "3");
    private static final Optional<Integer> PAGE_ROWS = Optional.of(100);

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

    static Stream<Arguments> soundPages() {
        return Stream.of(
                arguments("with a byte order mark", "\uFEFF" + CSV, "b\nb"),
                arguments("with carriage returns", CSV.replace("\n", "\r\n"), "b\r\nb"),
                arguments(
                        "with a separator of lines",
                        CSV.replace("b\nb", "b\u2028\u2029\u0085b"),
                        "b\u2028\u2029\u0085b"),
                arguments("with quotes and commas", CSV.replace("b\nb", "\"\",b\"\""), "\",b\""),
                arguments("with a backslash", CSV.replace("b\nb", "b\\"), "b\\"),
                arguments("with spaces around a value", CSV.replace("b\nb", "  b "), "  b "),
                arguments("without a last line end", CSV.stripTrailing(), "b\nb"));
    }

    @ParameterizedTest(name = "a page {0}")
    @MethodSource("soundPages")
    void readsEveryCharacterOfSoundPage(String kind, String csv, String second) {
        salesforce.onEach(RESULTS, GOOD.withBody(csv));

        assertThat(values(ResultPosition.START, 3, 1)).containsExactly("a", second, "c");
        assertThat(salesforce.requests(RESULTS)).hasSize(1);
    }

    @Test
    void readsResultWithoutRows() {
        salesforce.onEach(RESULTS, reply("\"Id\",\"Name\"\n", "text/csv", "null", "0"));

        assertThat(ids(ResultPosition.START, 0)).isEmpty();
    }

    @Test
    void readsPagesWithoutRowsInBetween() {
        Reply empty = reply("\"Id\",\"Name\"\n", "text/csv", "NEXT", "0");
        salesforce.onEach(RESULTS, empty, GOOD);

        assertThat(ids(ResultPosition.START, 3)).containsExactly("1", "2", "3");
    }

    @Test
    void startsAgainIfPagesLeadBack() {
        Reply first = reply(CSV, "text/csv", "A", "3");
        Reply second = reply(CSV, "text/csv", "B", "3");
        salesforce.onEach(RESULTS, first, second, first, second, first);

        assertThatThrownBy(() -> ids(ResultPosition.START, 2_002))
                .isInstanceOf(BulkJobGoneException.class)
                .hasMessageContaining("lead back to an earlier one");
    }

    @Test
    void startsAgainIfPageHasOtherColumns() {
        Reply first = reply(CSV, "text/csv", "A", "3");
        salesforce.onEach(RESULTS, first, reply("\"Name\",\"Id\"\n\"d\",\"4\"\n", "text/csv", "null", "1"));

        assertThatThrownBy(() -> ids(ResultPosition.START, 4)).hasMessageContaining("[Name, Id] instead of [Id, Name]");
    }

    @Test
    void startsAgainIfRowsAreMissingAfterResumption() {
        Reply last = reply("\"Id\",\"Name\"\n\"4\",\"d\"\n\"5\",\"e\"\n", "text/csv", "null", "2");
        salesforce.onEach(RESULTS, last);
        ResultPosition after = new ResultPosition(Optional.of("NEXT"), 1, Optional.of(3L));

        assertThat(ids(after, 5)).containsExactly("5");
        assertThatThrownBy(() -> ids(after, 6))
                .isInstanceOf(BulkJobGoneException.class)
                .hasMessageContaining("has 5 rows, but the job counted 6");
    }

    @Test
    void knowsSizeOfEachRow() {
        salesforce.onEach(RESULTS, GOOD.withBody(CSV.substring(0, 30)).but(Fate.BROKEN_OFF), GOOD);

        assertThat(read(ResultPosition.START, 3, BulkRow::bytes)).containsExactly(8L, 10L, 8L);
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
        return values(from, counted, 0);
    }

    private List<String> values(ResultPosition from, long counted, int column) {
        return read(from, counted, row -> row.value(column));
    }

    private <T> List<T> read(ResultPosition from, long counted, Function<BulkRow, T> part) {
        QueryJob job = new QueryJob(ID, "Account", "66.0", JobState.JOB_COMPLETE, Instant.EPOCH, counted, "");
        List<T> parts = new ArrayList<>();
        try (QueryResults results = new QueryResults(salesforce.api(), job, from, PAGE_ROWS, Duration.ofMillis(1))) {
            for (Optional<BulkRow> row = results.next(); row.isPresent(); row = results.next()) {
                parts.add(part.apply(row.get()));
            }
        }
        return parts;
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
