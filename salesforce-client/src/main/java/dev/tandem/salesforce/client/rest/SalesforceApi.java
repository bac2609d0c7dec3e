/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.auth.AccessToken;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.auth.TokenSource;
import dev.tandem.salesforce.client.governor.ApiGovernor;
import dev.tandem.salesforce.client.governor.BudgetReport;
import dev.tandem.salesforce.client.governor.BudgetSettings;
import dev.tandem.salesforce.client.governor.CallPurpose;
import dev.tandem.salesforce.client.http.AnswerReader;
import dev.tandem.salesforce.client.http.HttpAnswer;
import dev.tandem.salesforce.client.http.HttpDate;
import dev.tandem.salesforce.client.http.UrlText;
import dev.tandem.salesforce.client.rest.QueryPages.LostResultException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A client of one org's REST API.
 *
 * <p>Thread-safe and blocking. Transient failures are retried with jitter for as long as {@link OrgSettings#retryFor()}
 * allows, and an expired token is renewed once per call. After that the call throws a {@link SalesforceException}.
 * Interrupting a thread ends its call soon, with the flag set.
 *
 * <p>Every call passes the {@link ApiGovernor}, which may delay it.
 */
public final class SalesforceApi {
    /** Margin for whole-second stamps from servers whose clocks differ a little. */
    private static final Duration MODIFIED_MARGIN = Duration.ofSeconds(5);

    private final OrgConnection connection;
    private final ApiVersion version;
    private final CallPurpose purpose;

    private SalesforceApi(OrgConnection connection, ApiVersion version, CallPurpose purpose) {
        this.connection = connection;
        this.version = version;
        this.purpose = purpose;
    }

    /** Creates a client with the default budget. It sends nothing before the first call. */
    public static SalesforceApi of(OrgSettings settings, Credentials credentials) {
        return of(settings, credentials, BudgetSettings.defaults());
    }

    /** Creates a client for live calls. It sends nothing before the first call. */
    public static SalesforceApi of(OrgSettings settings, Credentials credentials, BudgetSettings budget) {
        OrgConnection connection = new OrgConnection(settings, credentials, budget);
        return new SalesforceApi(connection, new ApiVersion(connection), CallPurpose.LIVE);
    }

    /** Returns a client over the same connection whose calls have another purpose. */
    public SalesforceApi forPurpose(CallPurpose other) {
        return new SalesforceApi(connection, version, other);
    }

    public OrgSettings settings() {
        return connection.settings();
    }

    /** Returns the budget, the use and the forecast of API calls, or empty before the first call. Sends nothing. */
    public Optional<BudgetReport> budget() {
        return connection.budget();
    }

    /** Returns the governor of the org's API budget. Logs in if necessary. */
    public ApiGovernor governor() {
        return connection.governor();
    }

    /** Returns the org's tokens, for the other APIs. */
    public TokenSource tokens() {
        return connection.tokens();
    }

    /** Returns the current token, which names the org and the user. Logs in if necessary. */
    public AccessToken token() {
        return connection.tokens().current();
    }

    /** Returns the API version in use, such as {@code 66.0}: the configured one, or the newest one at the first call. */
    public String version() {
        return version.inUse();
    }

    /** Lists the API versions that the org offers. */
    public List<String> versions() {
        return version.offered();
    }

    /** Reads the org's allowances once, and reports them to the governor. Needs the permission View Setup. */
    public OrgLimits limits() {
        OrgLimits limits =
                callOnce(ApiRequest.get("reading of limits", "limits"), answer -> OrgLimits.read(answer.json()));
        limits.apiRequests().ifPresent(calls -> governor().observeUsage(calls.used(), calls.max()));
        limits.deliveredEvents().ifPresent(events -> governor().observeEventLimit(events.max()));
        return limits;
    }

    /** Reads Salesforce's clock, in whole seconds, from the {@code Date} of an answer. Costs no API call. */
    public Instant serverTime() {
        return call(ApiRequest.get("reading of Salesforce's clock", OrgConnection.VERSIONS), answer -> {
            // A maintenance page has a date, too, but not that of the org.
            ApiVersion.read(answer.json());
            return dateOf(answer);
        });
    }

    public SObjectDescription describe(SObjectName object) {
        return call(describeRequest(object), answer -> DescribeReader.read(object, answer.json(), dateOf(answer)));
    }

    /** Describes the object again if it may have changed since {@code known} was read. */
    public Optional<SObjectDescription> describeIfModified(SObjectDescription known) {
        String since = HttpDate.format(known.asOf().minus(MODIFIED_MARGIN));
        return call(
                describeRequest(known.name()).with("If-Modified-Since", since),
                answer -> answer.status() == 304
                        ? Optional.empty()
                        : Optional.of(DescribeReader.read(known.name(), answer.json(), dateOf(answer))));
    }

    private static ApiRequest describeRequest(SObjectName object) {
        return ApiRequest.get("describe of " + object, "sobjects/" + object + "/describe");
    }

    /** Runs a query and returns its first page, without deleted records. */
    public QueryPage query(String soql) {
        return page("query", "query?q=" + UrlText.encode(soql));
    }

    /** Runs a query that includes deleted records as long as the recycle bin keeps them, and returns its first page. */
    public QueryPage queryAll(String soql) {
        return page("query of all records", "queryAll?q=" + UrlText.encode(soql));
    }

    /** Returns the pages of a query, without deleted records. Sends nothing before the first page. */
    public QueryPages queryPages(String soql) {
        return new QueryPages(soql, () -> query(soql), this::queryMore);
    }

    /** Returns the pages of a query that includes deleted records as long as the recycle bin keeps them. */
    public QueryPages queryAllPages(String soql) {
        return new QueryPages(soql, () -> queryAll(soql), this::queryMore);
    }

    /** Reads the next page. Only the session of the query can do so. */
    private QueryPage queryMore(String nextRecordsUrl) {
        ApiRequest request = ApiRequest.get("next page of a query", nextRecordsUrl);
        try {
            return connection.callInSession(request, purpose, answer -> QueryPage.read(answer.json(), nextRecordsUrl));
        } catch (SalesforceException failure) {
            boolean isLost =
                    failure.errorCode().equals("INVALID_QUERY_LOCATOR") || failure.kind() == FailureKind.NOT_FOUND;
            throw isLost ? new LostResultException(failure.getMessage(), failure) : failure;
        }
    }

    private QueryPage page(String what, String path) {
        return call(ApiRequest.get(what, path), answer -> QueryPage.read(answer.json()));
    }

    /** Makes any other call, with the token, retries and classified failures of all calls. */
    public <T> T call(ApiRequest request, AnswerReader<T> reader) {
        return connection.call(request, root(request), purpose, reader);
    }

    /**
     * Makes a call that is not repeated after a transient failure, because Salesforce may have carried it out. A rejected
     * token is renewed, because then nothing was done.
     */
    public <T> T callOnce(ApiRequest request, AnswerReader<T> reader) {
        return connection.callOnce(request, root(request), purpose, reader);
    }

    /** Absolute paths need no version, which may have to be read first. */
    private String root(ApiRequest request) {
        return request.path().startsWith("/") ? "" : OrgConnection.VERSIONS + "v" + version() + "/";
    }

    private static Instant dateOf(HttpAnswer answer) throws IOException {
        return answer.date().orElseThrow(() -> new IOException("the answer has no Date header"));
    }
}
