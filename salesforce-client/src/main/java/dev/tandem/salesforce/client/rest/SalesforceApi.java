/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.OrgSettings;
import dev.tandem.salesforce.client.auth.AccessToken;
import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.auth.TokenSource;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One org, seen through its REST API. All calls of this process to the org go through one of these, so it knows what they
 * cost ({@link #usage()}).
 *
 * <p>Thread-safe and blocking. Passing failures are retried with jitter for as long as {@link OrgSettings#retryFor()};
 * an expired token is renewed once per refusal. What fails after that is a
 * {@link dev.tandem.salesforce.client.SalesforceException}. Interrupting a thread ends its call soon, with the flag set.
 */
public final class SalesforceApi {

    private SalesforceApi() {}

    /** Nothing is sent before the first call. */
    public static SalesforceApi of(OrgSettings settings, Credentials credentials) {
        throw new UnsupportedOperationException();
    }

    public OrgSettings settings() {
        throw new UnsupportedOperationException();
    }

    /** The org's tokens, for the other APIs. */
    public TokenSource tokens() {
        throw new UnsupportedOperationException();
    }

    /** Logs in if that has not happened yet; names the org and the user. */
    public AccessToken token() {
        return tokens().current();
    }

    /** The API version in use, as {@code 66.0}: the configured one, or the newest that the org had at the first call. */
    public String version() {
        throw new UnsupportedOperationException();
    }

    /** Salesforce's clock, in whole seconds, from the {@code Date} of a fresh answer; costs no API call. */
    public Instant serverTime() {
        throw new UnsupportedOperationException();
    }

    /** What the latest answer said; empty before the first one that says anything. */
    public Optional<ApiUsage> usage() {
        throw new UnsupportedOperationException();
    }

    public SObjectDescription describe(SObjectName object) {
        throw new UnsupportedOperationException();
    }

    /** The description as it is now, if the object may have changed since {@code known} was read. */
    public Optional<SObjectDescription> describeIfModified(SObjectDescription known) {
        throw new UnsupportedOperationException();
    }

    /** The first page of a query; deleted records are not in it. */
    public QueryPage query(String soql) {
        throw new UnsupportedOperationException();
    }

    /** The first page of a query that also finds deleted records as long as the recycle bin has them. */
    public QueryPage queryAll(String soql) {
        throw new UnsupportedOperationException();
    }

    public QueryPage queryMore(String nextRecordsUrl) {
        throw new UnsupportedOperationException();
    }

    /** Those of the records that exist, by id, in the order asked for; one API call per 2,000 ids. */
    public Map<RecordId, ObjectNode> retrieve(SObjectName object, Collection<RecordId> ids, List<String> fields) {
        throw new UnsupportedOperationException();
    }
}
