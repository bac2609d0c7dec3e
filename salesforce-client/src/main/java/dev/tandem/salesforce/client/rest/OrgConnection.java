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
import dev.tandem.salesforce.client.auth.Login;
import dev.tandem.salesforce.client.auth.TokenSource;
import dev.tandem.salesforce.client.governor.ApiGovernor;
import dev.tandem.salesforce.client.governor.BudgetReport;
import dev.tandem.salesforce.client.governor.BudgetSettings;
import dev.tandem.salesforce.client.governor.CallPurpose;
import dev.tandem.salesforce.client.http.AnswerReader;
import dev.tandem.salesforce.client.http.Http;
import dev.tandem.salesforce.client.http.Retries;
import dev.tandem.salesforce.client.http.SessionExpiredException;
import dev.tandem.salesforce.client.http.UnreachableException;
import dev.tandem.salesforce.client.rest.QueryPages.LostResultException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.Optional;

/** The one connection to an org that all clients of its APIs share: tokens, governor, retries. Thread-safe. */
final class OrgConnection {
    /** The list of versions, which needs no token and costs no API call. */
    static final String VERSIONS = "/services/data/";

    /** Another thread's token may have expired by now, too. */
    private static final int MAX_RENEWALS = 2;

    private final OrgSettings settings;
    private final BudgetSettings budget;
    private final Http http;
    private final TokenSource tokens;
    private final Retries retries;
    private ApiGovernor governor;
    private URI governedInstance;

    OrgConnection(OrgSettings settings, Credentials credentials, BudgetSettings budget) {
        this.settings = settings;
        this.budget = budget;
        this.http = new Http(settings);
        this.tokens = Login.tokens(settings, credentials, http);
        this.retries = new Retries(settings.retryFor());
    }

    OrgSettings settings() {
        return settings;
    }

    TokenSource tokens() {
        return tokens;
    }

    /** Returns the governor of the org, which is known after the login. */
    ApiGovernor governor() {
        return governorOf(tokens.current());
    }

    /** Returns the budget if a call has been made. */
    synchronized Optional<BudgetReport> budget() {
        return Optional.ofNullable(governor).map(ApiGovernor::report);
    }

    private synchronized ApiGovernor governorOf(AccessToken token) {
        if (governor == null || !token.instanceUrl().equals(governedInstance)) {
            governedInstance = token.instanceUrl();
            governor =
                    new ApiGovernor(token.orgId() + "@" + governedInstance.getAuthority(), budget, Clock.systemUTC());
        }
        return governor;
    }

    /** Makes a call, and repeats it after transient failures. {@code root} is the path of the API version. */
    <T> T call(ApiRequest request, String root, CallPurpose purpose, AnswerReader<T> reader) {
        return retries.call(() -> callOnce(request, root, purpose, reader));
    }

    /**
     * Makes a call about something that belongs to the session of an earlier call. It is repeated like any other, but a new
     * session is tried only once.
     *
     * @throws LostResultException if a new session is rejected as well
     */
    <T> T callInSession(ApiRequest request, CallPurpose purpose, AnswerReader<T> reader) {
        return retries.call(() -> {
            try {
                return callOnce(request, "", purpose, reader);
            } catch (SalesforceException failure) {
                if (failure.getCause() instanceof SessionExpiredException) {
                    throw new LostResultException(failure.getMessage(), failure);
                }
                throw failure;
            }
        });
    }

    /** Makes a call, and repeats it only if the token was rejected, because then nothing was done. */
    <T> T callOnce(ApiRequest request, String root, CallPurpose purpose, AnswerReader<T> reader) {
        for (int renewals = 0; ; renewals++) {
            AccessToken token = tokens.current();
            try {
                return send(request, root, purpose, token, reader);
            } catch (SessionExpiredException expired) {
                tokens.invalidate(token);
                if (renewals == MAX_RENEWALS) {
                    throw rejectedAgain(expired);
                }
            } catch (UnreachableException gone) {
                // The instance may have been replaced. The next attempt logs in and learns the new one.
                tokens.invalidate(token);
                throw gone;
            }
        }
    }

    /** Returns a failure that is worth a later attempt: logins succeed, so the next session may last. */
    private static SalesforceException rejectedAgain(SessionExpiredException expired) {
        return new SalesforceException(
                FailureKind.RETRIABLE,
                expired.getMessage() + ". New sessions were rejected as well.",
                expired.errorCode(),
                expired.fields(),
                expired);
    }

    private <T> T send(
            ApiRequest request, String root, CallPurpose purpose, AccessToken token, AnswerReader<T> reader) {
        ApiGovernor governor = governorOf(token);
        boolean counts = !request.path().equals(VERSIONS);
        if (counts) {
            acquire(governor, purpose);
        }
        String path = request.path().startsWith("/") ? request.path() : root + request.path();
        HttpRequest.Builder message = HttpRequest.newBuilder(token.instanceUrl().resolve(path))
                .header("Authorization", "Bearer " + token.value())
                .header("Accept-Encoding", "gzip")
                .method(request.method(), request.body().publisher());
        request.body().contentType().ifPresent(type -> message.header("Content-Type", type));
        request.headers().forEach(message::header);
        try {
            return http.send(message.build(), request.what(), answer -> {
                answer.headers()
                        .firstValue("Sforce-Limit-Info")
                        .flatMap(ApiUsage::ofHeader)
                        .ifPresent(usage -> governor.observeUsage(usage.used(), usage.limit()));
                if (counts) {
                    governor.succeeded();
                }
                return reader.read(answer);
            });
        } catch (SalesforceException failure) {
            if (failure.kind() == FailureKind.THROTTLED) {
                governor.limitExceeded(failure.getMessage());
            }
            throw failure;
        }
    }

    private static void acquire(ApiGovernor governor, CallPurpose purpose) {
        try {
            governor.acquire(purpose);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new SalesforceException(
                    FailureKind.RETRIABLE, "Interrupted while waiting for the API budget.", interrupt);
        }
    }
}
