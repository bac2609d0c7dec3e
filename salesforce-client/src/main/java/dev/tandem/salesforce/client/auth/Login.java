/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.http.ErrorTable;
import dev.tandem.salesforce.client.http.Http;
import dev.tandem.salesforce.client.http.Retries;
import dev.tandem.salesforce.client.http.SessionExpiredException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client of the token endpoint, which exchanges credentials for tokens. */
public final class Login {
    private static final Logger LOG = LoggerFactory.getLogger(Login.class);
    /** The identity URL ends in the ids of org and user, of 15 or 18 characters. */
    private static final Pattern IDENTITY = Pattern.compile(".*/id/(\\w{15,18})/(\\w{15,18})");

    /** The status of edge servers while they look for the org. */
    private static final int EDGE_IS_ROUTING = 420;

    private static final int HTTP_UNAUTHORIZED = 401;

    /** The difference of clocks with which an assertion of two minutes is still accepted. */
    private static final Duration MAX_CLOCK_OFFSET = Duration.ofSeconds(30);

    private final OrgSettings settings;
    private final Http http;
    private final Retries retries;
    private final Clock clock;
    private volatile Duration clockOffset = Duration.ZERO;
    private volatile Credentials credentials;
    /** The org of the first login; empty before. */
    private volatile Optional<String> org = Optional.empty();

    private Login(OrgSettings settings, Credentials credentials, Http http, Clock clock) {
        this.clock = clock;
        this.settings = settings;
        this.credentials = credentials;
        this.http = http;
        this.retries = new Retries(settings.retryFor());
    }

    /** Returns a source of tokens for these credentials. It logs in when the first token is requested. */
    public static TokenSource tokens(OrgSettings settings, Credentials credentials, Http http) {
        return tokens(settings, credentials, http, Clock.systemUTC());
    }

    static TokenSource tokens(OrgSettings settings, Credentials credentials, Http http, Clock clock) {
        return new CachedTokenSource(new Login(settings, credentials, http, clock)::token);
    }

    private AccessToken token() {
        return retries.call(() -> {
            AccessToken token = request();
            requireSameOrg(token);
            LOG.info("Logged in as {}: {}", credentials, token);
            return token;
        });
    }

    /** Rejects a token of another org: a sandbox that was refreshed keeps its address, and nothing of what it was. */
    private void requireSameOrg(AccessToken token) {
        if (org.isPresent() && !org.get().equals(token.orgId())) {
            throw new SalesforceException(
                    FailureKind.AUTH,
                    "Failed to continue at " + settings.loginUrl() + ": the org is " + token.orgId() + " now and was "
                            + org.get()
                            + " before, as after the refresh of a sandbox. Restart the connector to work with"
                            + " the new org.",
                    null);
        }
        org = Optional.of(token.orgId());
    }

    private AccessToken request() {
        try {
            return requestWithRightTime();
        } catch (SalesforceException rejected) {
            throw ofRotation(rejected);
        }
    }

    /** Requests a token, once more if the worker's clock is the reason why the assertion is rejected. */
    private AccessToken requestWithRightTime() {
        try {
            return send(tokenRequest());
        } catch (SalesforceException rejected) {
            boolean dated = credentials instanceof Credentials.JwtBearer && rejected.kind() == FailureKind.AUTH;
            if (dated && tryAdjustClock(rejected)) {
                return send(tokenRequest());
            }
            throw rejected;
        }
    }

    /** Takes the rejection of a key that worked before for a rotation: the file will follow, and is read at each attempt. */
    private SalesforceException ofRotation(SalesforceException rejected) {
        boolean isRotation = credentials instanceof Credentials.JwtBearer
                && org.isPresent()
                && rejected.errorCode().equals("invalid_grant");
        return isRotation
                ? new SalesforceException(
                        FailureKind.RETRIABLE,
                        rejected.getMessage()
                                + ". If the certificate of the app has been renewed, put its key into the keystore."
                                + " It is read again at each attempt, so no restart is needed.",
                        rejected.errorCode(),
                        rejected.fields(),
                        rejected)
                : rejected;
    }

    /** Builds a request of its own for each attempt, because a JWT assertion expires within minutes. */
    private HttpRequest tokenRequest() {
        return HttpRequest.newBuilder(settings.loginUrl().resolve("/services/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(form()))
                .build();
    }

    /** Tries to adopt Salesforce's clock. A failure is added to that of the login as suppressed. */
    private boolean tryAdjustClock(SalesforceException rejected) {
        try {
            return adjustClock();
        } catch (SalesforceException unreadable) {
            rejected.addSuppressed(unreadable);
            return false;
        }
    }

    /** Adopts Salesforce's clock if the worker's differs too much, and returns whether it does. */
    private boolean adjustClock() {
        HttpRequest request = HttpRequest.newBuilder(settings.loginUrl().resolve("/services/data/"))
                .GET()
                .build();
        Duration offset = http.send(request, "reading of Salesforce's clock", answer -> {
            answer.body().close();
            Instant now = clock.instant();
            return Duration.between(now, answer.date().orElse(now));
        });
        if (offset.minus(clockOffset).abs().compareTo(MAX_CLOCK_OFFSET) <= 0) {
            return false;
        }
        clockOffset = offset;
        LOG.warn(
                "The worker's clock is {} s {} Salesforce's, so Salesforce rejects JWT assertions with its time."
                        + " They use Salesforce's time from now on. Set the worker's clock.",
                offset.abs().toSeconds(),
                offset.isNegative() ? "ahead of" : "behind");
        return true;
    }

    private AccessToken send(HttpRequest request) {
        try {
            return http.send(request, "login as " + credentials, answer -> read(answer.json()));
        } catch (SalesforceException failed) {
            if (org.isPresent() && ErrorTable.isOfApi(failed.errorCode())) {
                // Proxies mix answers up, and this may belong to a call with the expired token.
                throw new SalesforceException(
                        FailureKind.RETRIABLE,
                        failed.getMessage() + ". This is not an answer of the token endpoint.",
                        failed.errorCode(),
                        failed.fields(),
                        failed);
            }
            throw failed instanceof SessionExpiredException elsewhere ? withRemedy(elsewhere) : failed;
        }
    }

    /** Adds what to do if there is no token endpoint at the address. */
    private SalesforceException withRemedy(SessionExpiredException elsewhere) {
        if (elsewhere.status() == EDGE_IS_ROUTING || elsewhere.status() == HTTP_UNAUTHORIZED) {
            return elsewhere;
        }
        // Where there was a token endpoint before, it may come back.
        return new SalesforceException(
                org.isPresent() ? FailureKind.RETRIABLE : FailureKind.AUTH,
                elsewhere.getMessage() + ". There is no token endpoint. Use the My Domain URL of the org, such as"
                        + " https://MyDomain.my.salesforce.com.",
                elsewhere);
    }

    private AccessToken read(JsonNode body) {
        Matcher identity = IDENTITY.matcher(body.path("id").asText());
        String value = body.path("access_token").asText();
        String instance = body.path("instance_url").asText();
        if (value.isEmpty() || instance.isEmpty() || !identity.matches()) {
            throw new SalesforceException(
                    org.isPresent() ? FailureKind.RETRIABLE : FailureKind.FATAL,
                    "Failed to log in at " + settings.loginUrl()
                            + ": the answer has no access_token, instance_url or id. Check that this is a Salesforce login URL.",
                    "",
                    List.of(),
                    null);
        }
        adoptRefreshToken(body.path("refresh_token").asText());
        return new AccessToken(
                value,
                URI.create(instance),
                new RecordId(identity.group(1)).value(),
                new RecordId(identity.group(2)).value());
    }

    private Map<String, String> parameters() {
        try {
            return credentials.parameters(settings.loginUrl(), clock.instant().plus(clockOffset));
        } catch (SalesforceException unusable) {
            if (org.isEmpty()) {
                throw unusable;
            }
            // A keystore that was usable before may just be being replaced.
            throw new SalesforceException(FailureKind.RETRIABLE, unusable.getMessage(), unusable);
        }
    }

    /** Adopts the token that replaces the refresh token. Salesforce no longer accepts the former one. */
    private void adoptRefreshToken(String newer) {
        if (credentials instanceof Credentials.RefreshToken used
                && !newer.isEmpty()
                && !newer.equals(used.refreshToken())) {
            credentials = new Credentials.RefreshToken(used.clientId(), used.clientSecret(), newer);
            LOG.error(
                    "Salesforce has replaced the refresh token of {}, and no longer accepts the configured one. The new one is"
                            + " used until the connector stops, and then it is lost. Switch the rotation of refresh tokens off"
                            + " for the app and issue a new token, or use client credentials or a JWT.",
                    used);
        }
    }

    private String form() {
        Map<String, String> parameters = new TreeMap<>(parameters());
        parameters.put("grant_type", credentials.grantType());
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
