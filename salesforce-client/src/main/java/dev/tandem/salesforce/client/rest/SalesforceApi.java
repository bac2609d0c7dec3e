/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.auth.AccessToken;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.auth.Login;
import dev.tandem.salesforce.client.auth.TokenSource;
import dev.tandem.salesforce.client.http.Answer;
import dev.tandem.salesforce.client.http.AnswerReader;
import dev.tandem.salesforce.client.http.Http;
import dev.tandem.salesforce.client.http.HttpDate;
import dev.tandem.salesforce.client.http.Retries;
import dev.tandem.salesforce.client.http.SessionExpiredException;
import dev.tandem.salesforce.client.http.UrlText;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A client of one org's REST API.
 *
 * <p>Thread-safe and blocking. Transient failures are retried with jitter for as long as {@link OrgSettings#retryFor()}
 * allows, and an expired token is renewed once per call. After that the call throws a {@link SalesforceException}.
 * Interrupting a thread ends its call soon, with the flag set.
 */
public final class SalesforceApi {
    private static final String VERSIONS = "/services/data/";
    /** Margin for whole-second stamps from servers whose clocks differ a little. */
    private static final Duration MODIFIED_MARGIN = Duration.ofSeconds(5);

    private final OrgSettings settings;
    private final Http http;
    private final TokenSource tokens;
    private final Retries retries;
    private volatile String version;
    private volatile ApiUsage usage;

    private SalesforceApi(OrgSettings settings, Credentials credentials) {
        this.settings = settings;
        this.http = new Http(settings);
        this.tokens = Login.tokens(settings, credentials, http);
        this.retries = new Retries(settings.retryFor());
    }

    /** Creates a client. It sends nothing before the first call. */
    public static SalesforceApi of(OrgSettings settings, Credentials credentials) {
        return new SalesforceApi(settings, credentials);
    }

    public OrgSettings settings() {
        return settings;
    }

    /** Returns the org's tokens, for the other APIs. */
    public TokenSource tokens() {
        return tokens;
    }

    /** Returns the current token, which names the org and the user. Logs in if necessary. */
    public AccessToken token() {
        return tokens.current();
    }

    /** Returns the API version in use, such as {@code 66.0}: the configured one, or the newest that the org offered at the first call. */
    public String version() {
        if (version == null) {
            version = settings.apiVersion().equals(OrgSettings.LATEST) ? newestVersion() : settings.apiVersion();
        }
        return version;
    }

    /** Lists the API versions that the org has. */
    public List<String> versions() {
        JsonNode versions = call(ApiRequest.get("list of API versions", VERSIONS), Answer::json);
        List<String> offered = new ArrayList<>();
        versions.forEach(entry -> offered.add(entry.path("version").asText()));
        return offered;
    }

    private String newestVersion() {
        return versions().stream()
                .max(Comparator.comparingDouble(Double::parseDouble))
                .orElseThrow(() -> new SalesforceException(
                        FailureKind.FATAL,
                        "Failed to list the API versions of " + token().instanceUrl()
                                + ": the list is empty. Check that this is a Salesforce org.",
                        null));
    }

    /** Reads Salesforce's clock, in whole seconds, from the {@code Date} of an answer. Costs no API call. */
    public Instant serverTime() {
        return call(ApiRequest.get("reading of Salesforce's clock", VERSIONS), answer -> {
            answer.body().close();
            return dateOf(answer);
        });
    }

    /** Returns the usage from the latest answer that carried it. */
    public Optional<ApiUsage> usage() {
        return Optional.ofNullable(usage);
    }

    public SObjectDescription describe(SObjectName object) {
        return call(describeRequest(object), answer -> DescribeReader.read(answer.json(), dateOf(answer)));
    }

    /** Describes the object again if it may have changed since {@code known} was read. */
    public Optional<SObjectDescription> describeIfModified(SObjectDescription known) {
        String since = HttpDate.format(known.asOf().minus(MODIFIED_MARGIN));
        return call(
                describeRequest(known.name()).with("If-Modified-Since", since),
                answer -> answer.status() == 304
                        ? Optional.empty()
                        : Optional.of(DescribeReader.read(answer.json(), dateOf(answer))));
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

    public QueryPage queryMore(String nextRecordsUrl) {
        return page("next page of a query", nextRecordsUrl);
    }

    private QueryPage page(String what, String path) {
        JsonNode page = call(ApiRequest.get(what, path), Answer::json);
        List<ObjectNode> records = new ArrayList<>();
        page.path("records").forEach(row -> records.add((ObjectNode) row));
        return new QueryPage(
                page.path("totalSize").asLong(),
                records,
                page.path("done").asBoolean()
                        ? Optional.empty()
                        : Optional.of(page.path("nextRecordsUrl").asText()));
    }

    /** Makes any other call, with the token, retries and classified failures of all calls. */
    public <T> T call(ApiRequest request, AnswerReader<T> reader) {
        return retries.call(() -> callOnce(request, reader));
    }

    /**
     * Makes a call that is not repeated after a transient failure, because Salesforce may have carried it out. A rejected
     * token is renewed, because then nothing was done.
     */
    public <T> T callOnce(ApiRequest request, AnswerReader<T> reader) {
        AccessToken token = tokens.current();
        try {
            return send(request, token, reader);
        } catch (SessionExpiredException expired) {
            tokens.invalidate(token);
            return send(request, tokens.current(), reader);
        }
    }

    private <T> T send(ApiRequest request, AccessToken token, AnswerReader<T> reader) {
        String path =
                request.path().startsWith("/") ? request.path() : VERSIONS + "v" + version() + "/" + request.path();
        BodyPublisher body = request.body()
                .map(json -> BodyPublishers.ofString(json.toString()))
                .orElse(BodyPublishers.noBody());
        HttpRequest.Builder http = HttpRequest.newBuilder(token.instanceUrl().resolve(path))
                .header("Authorization", "Bearer " + token.value())
                .header("Accept-Encoding", "gzip")
                .method(request.method(), body);
        request.body().ifPresent(json -> http.header("Content-Type", "application/json"));
        request.headers().forEach(http::header);
        return this.http.send(http.build(), request.what(), answer -> {
            answer.headers()
                    .firstValue("Sforce-Limit-Info")
                    .flatMap(ApiUsage::ofHeader)
                    .ifPresent(now -> usage = now);
            return reader.read(answer);
        });
    }

    private static Instant dateOf(Answer answer) throws IOException {
        return answer.date().orElseThrow(() -> new IOException("the answer has no Date header"));
    }
}
