/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.LoopbackSalesforce;
import dev.tandem.salesforce.client.LoopbackSalesforce.Fate;
import dev.tandem.salesforce.client.LoopbackSalesforce.Reply;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.governor.BudgetReport;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SalesforceApiTest {
    private static final String ROOT = "/services/data/v66.0/";
    private static final String ACCOUNT = "{\"name\":\"Account\",\"fields\":[{\"name\":\"Id\",\"type\":\"id\"}]}";
    private static final Reply EMPTY_PAGE = Reply.ok("{\"totalSize\":0,\"done\":true,\"records\":[]}");
    private static final Reply EXPIRED = Reply.of(401, Samples.read("errors/401_invalid_session.json"));

    private LoopbackSalesforce salesforce;
    private SalesforceApi api;

    @BeforeEach
    void start() throws IOException {
        salesforce = new LoopbackSalesforce();
        api = salesforce.api();
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    @Test
    void picksNewestVersionByNumber() {
        OrgSettings settings = OrgSettings.of(salesforce.url());

        assertThat(SalesforceApi.of(settings, new Credentials.ClientCredentials("id", "secret"))
                        .version())
                .isEqualTo("100.0");
        assertThat(api.version()).isEqualTo("66.0");
    }

    @Test
    void readsServerTimeFromDateHeader() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        assertThat(api.serverTime()).isBetween(before, Instant.now());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{'a':{'version':'66.0'}}", "[{'version':'latest'}]", "[{'label':'Spring'}]"})
    void readsNoClockFromAnotherServersAnswer(String answer) {
        salesforce.onEach("/services/data/", Reply.ok(answer.replace('\'', '"')), Reply.ok("[{\"version\":\"66.0\"}]"));

        api.serverTime();

        assertThat(salesforce.requests("/services/data/")).hasSize(2);
    }

    @Test
    void renewsExpiredTokenOnceAndRepeatsCall() {
        salesforce.onEach(ROOT + "query", EXPIRED, EMPTY_PAGE);

        assertThat(api.query("SELECT Id FROM Account").totalSize()).isZero();
        assertThat(salesforce.requests(ROOT + "query"))
                .extracting(request -> request.header("Authorization"))
                .containsExactly("Bearer token-1", "Bearer token-2");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 404, 420})
    void followsOrgToItsNewInstance(int status) throws IOException {
        try (LoopbackSalesforce moved = new LoopbackSalesforce()) {
            moved.onEach(ROOT + "query", EMPTY_PAGE);
            salesforce.onEach(ROOT + "query", Reply.of(status, "<html>moved</html>"));
            salesforce.onEach(
                    "/services/oauth2/token",
                    Reply.ok(salesforce.tokenAnswer("old")),
                    Reply.ok(moved.tokenAnswer("new")));

            assertThat(api.query("SELECT Id FROM Account").totalSize()).isZero();

            assertThat(moved.requests(ROOT + "query"))
                    .extracting(request -> request.header("Authorization"))
                    .containsExactly("Bearer new");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"totalSize\":1,\"records\":[]}",
                "{\"totalSize\":1,\"done\":false,\"records\":[]}",
                "{\"totalSize\":1,\"done\":true,\"records\":[1]}",
                "{\"totalSize\":1,\"done\":true}",
                "<html>maintenance</html>",
                ""
            })
    void repeatsQueryWhoseAnswerIsNotAPage(String answer) {
        salesforce.onEach(ROOT + "query", Reply.ok(answer), EMPTY_PAGE);

        assertThat(api.query("SELECT Id FROM Account").records()).isEmpty();
        assertThat(salesforce.requests(ROOT + "query")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[{\"errorCode\":\"X\"}]",
                "{\"name\":\"Account\",\"fields\":[]}",
                "{\"name\":\"Contact\",\"fields\":[{\"name\":\"Id\",\"type\":\"id\"}]}"
            })
    void repeatsDescribeWhoseAnswerIsNotADescription(String answer) {
        salesforce.onEach(ROOT + "sobjects/Account/describe", Reply.ok(answer), Reply.ok(ACCOUNT));

        assertThat(api.describe(new SObjectName("Account")).fields()).hasSize(1);
    }

    @Test
    void readsLimitsForTheGovernor() {
        salesforce.onEach(
                ROOT + "limits",
                Reply.ok("{\"DailyApiRequests\":{\"Max\":15000,\"Remaining\":14000},"
                        + "\"DailyDeliveredPlatformEvents\":{\"Max\":25000,\"Remaining\":24000},\"Other\":{}}"));

        OrgLimits limits = api.limits();

        assertThat(limits.apiRequests().orElseThrow().used()).isEqualTo(1_000);
        assertThat(api.governor().report().orgCalls()).isEqualTo(1_000);
        assertThat(api.governor().report().eventLimit()).isEqualTo(25_000);
    }

    @Test
    void repeatsCallLaterIfNewSessionsAreRejectedToo() {
        salesforce.onEach(ROOT + "query", EXPIRED, EXPIRED, EXPIRED, EMPTY_PAGE);

        assertThat(api.query("SELECT Id FROM Account").totalSize()).isZero();
        assertThat(salesforce.logins()).isEqualTo(4);
    }

    @Test
    void keepsTokenIfRejectionIsNotAnExpiry() {
        salesforce.onEach(
                ROOT + "query",
                Reply.of(
                        401,
                        "[{\"errorCode\":\"INVALID_SESSION_ID\",\"message\":\"This session is not valid for use with the REST API\"}]"));

        assertFails(() -> api.query("SELECT Id FROM Account"), FailureKind.AUTH);
        assertThat(salesforce.logins()).isEqualTo(1);
    }

    @Test
    void repeatsTransientFailuresAndBrokenAnswers() {
        salesforce.onEach(
                ROOT + "query",
                Reply.of(503, "<html>busy</html>"),
                Reply.of(500, "[{\"errorCode\":\"UNABLE_TO_LOCK_ROW\",\"message\":\"locked\"}]"),
                Reply.ok("{\"totalSize\":").but(Fate.BROKEN_OFF),
                EMPTY_PAGE);

        assertThat(api.query("SELECT Id FROM Account").records()).isEmpty();
        assertThat(salesforce.requests(ROOT + "query")).hasSize(4);
    }

    @Test
    void reportsPermanentFailureAtOnceInSalesforcesWords() {
        salesforce.onEach(
                ROOT + "query",
                Reply.of(
                        400,
                        "[{\"errorCode\":\"MALFORMED_QUERY\",\"message\":\"\\nERROR at Row:1:Column:8\\nunexpected token\"}]"));

        assertThatThrownBy(() -> api.query("SELECT secret FROM Account"))
                .hasMessageContaining("MALFORMED_QUERY: ERROR at Row:1:Column:8")
                .hasMessageNotContaining("token-1");
        assertThat(salesforce.requests(ROOT + "query")).hasSize(1);
    }

    @Test
    void stopsRepeatingAfterConfiguredTime() {
        OrgSettings impatient = new OrgSettings(
                salesforce.url(),
                "66.0",
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(3),
                Optional.empty());
        salesforce.onEach(ROOT + "query", Reply.of(403, Samples.read("errors/403_request_limit_exceeded.json")));

        SalesforceApi limited = SalesforceApi.of(impatient, new Credentials.ClientCredentials("a", "b"));
        limited.token();

        assertFails(() -> limited.query("SELECT Id FROM A"), FailureKind.THROTTLED);
        assertThat(salesforce.requests(ROOT + "query")).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void timesOutIfServerStallsBeforeOrDuringAnswer(boolean begun) {
        OrgSettings impatient = new OrgSettings(
                salesforce.url(),
                "66.0",
                Duration.ofSeconds(1),
                Duration.ofMillis(200),
                Duration.ZERO,
                Optional.empty());
        CountDownLatch never = new CountDownLatch(1);
        salesforce.on(ROOT + "query", request -> {
            if (!begun) {
                never.await();
            }
            return Reply.ok("{\"totalSize\":").but(Fate.STALLED);
        });

        assertFails(
                () -> SalesforceApi.of(impatient, new Credentials.ClientCredentials("a", "b"))
                        .query("SELECT Id FROM A"),
                FailureKind.RETRIABLE);
    }

    @Test
    void endsCallOnInterruptAndKeepsFlag() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        salesforce.on(ROOT + "query", request -> {
            asked.countDown();
            new CountDownLatch(1).await();
            return EMPTY_PAGE;
        });
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                api.query("SELECT Id FROM Account");
            } catch (SalesforceException ended) {
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        asked.await();

        caller.interrupt();

        Awaitility.await().untilAsserted(() -> assertThat(interrupted).hasValue(true));
    }

    @Test
    void endsCallOnInterruptWhileTheAnswerStalls() {
        salesforce.on(ROOT + "query", request -> Reply.ok("{\"totalSize\":").but(Fate.STALLED));
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                api.query("SELECT Id FROM Account");
            } catch (SalesforceException ended) {
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        Awaitility.await()
                .until(() -> Stream.of(caller.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith("StreamedBody")));

        caller.interrupt();

        Awaitility.await().untilAsserted(() -> assertThat(interrupted).hasValue(true));
    }

    @Test
    void renewsTheTokenAgainIfAnotherThreadsHasExpired() {
        salesforce.onEach(
                ROOT + "query",
                Reply.of(302, ""),
                Reply.of(401, Samples.read("errors/401_invalid_session.json")),
                EMPTY_PAGE);

        assertThat(api.query("SELECT Id FROM Account").totalSize()).isZero();
    }

    @Test
    void followsPagesAndKeepsNumbersExact() {
        salesforce.onEach(ROOT + "queryAll", Reply.ok(Samples.read("rest/query_page_not_done.json")));
        salesforce.onEach(
                "/services/data/v62.0/query/01gRO0000016PIAYA2-500",
                Reply.ok("{\"totalSize\":2,\"done\":true,\"records\":[{\"N__c\":9007199254740993,\"D__c\":0.10}]}"));
        QueryPages pages = api.queryAllPages("SELECT Id, Name FROM Contact");

        ObjectNode first = pages.next().orElseThrow().get(0);
        ObjectNode second = pages.next().orElseThrow().get(0);

        assertThat(pages.next()).isEmpty();
        assertThat(pages.calls()).isEqualTo(2);
        assertThat(first.path("Name").asText()).isEqualTo("John Smith");
        assertThat(second.path("N__c").longValue()).isEqualTo(9007199254740993L);
        assertThat(second.path("D__c").decimalValue()).isEqualTo(new BigDecimal("0.10"));
        assertThat(salesforce.requests(ROOT + "queryAll").get(0).uri().getQuery())
                .isEqualTo("q=SELECT+Id,+Name+FROM+Contact");
    }

    @Test
    void describesOnlyIfModified() {
        Reply description = Reply.ok(ACCOUNT);
        salesforce.onEach(ROOT + "sobjects/Account/describe", description, Reply.of(304, ""), description);
        SObjectDescription known = api.describe(new SObjectName("Account"));

        assertThat(api.describeIfModified(known)).isEmpty();
        assertThat(api.describeIfModified(known)).isPresent();
        assertThat(salesforce
                        .requests(ROOT + "sobjects/Account/describe")
                        .get(1)
                        .header("If-modified-since"))
                .endsWith(" GMT");
    }

    /** Some servers announce an encoding of answers without content. */
    @Test
    void readsEmptyAnswersThatClaimToBeCompressed() {
        salesforce.onEach(
                ROOT + "sobjects/Account/describe",
                Reply.ok(ACCOUNT),
                Reply.of(401, "").with("Content-Encoding", "gzip"),
                Reply.of(304, "").with("Content-Encoding", "gzip"));
        SObjectDescription known = api.describe(new SObjectName("Account"));

        assertThat(api.describeIfModified(known)).isEmpty();
        assertThat(salesforce.requests(ROOT + "sobjects/Account/describe")).hasSize(3);
        assertThat(salesforce.logins()).isEqualTo(2);
    }

    @Test
    void reportsUsageOfLatestAnswer() {
        salesforce.onEach(
                ROOT + "query",
                EMPTY_PAGE.with("Sforce-Limit-Info", "api-usage=18/5000"),
                EMPTY_PAGE.with(
                        "Sforce-Limit-Info",
                        "api-usage=25/5000; per-app-api-usage=17/250(appName=sample-connected-app)"));

        api.query("SELECT Id FROM Account");
        BudgetReport first = api.governor().report();
        api.query("SELECT Id FROM Account");
        BudgetReport second = api.governor().report();

        assertThat(List.of(first.orgCalls(), first.orgLimit(), first.calls())).containsExactly(18L, 5000L, 1L);
        assertThat(List.of(second.orgCalls(), second.orgLimit(), second.calls()))
                .containsExactly(25L, 5000L, 2L);
    }

    private static void assertFails(Runnable call, FailureKind kind) {
        assertThatThrownBy(call::run)
                .asInstanceOf(type(SalesforceException.class))
                .extracting(SalesforceException::kind)
                .isEqualTo(kind);
    }
}
