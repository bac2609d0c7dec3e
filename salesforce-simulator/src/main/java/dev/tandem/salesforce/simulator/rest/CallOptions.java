/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import dev.tandem.salesforce.simulator.http.ApiRequest;
import dev.tandem.salesforce.simulator.records.Caller;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader of the header {@code Sforce-Call-Options}. Salesforce's documents separate its options with semicolons, and some clients with
 * commas: {@code client=MyConnector; defaultNamespace=ns}.
 */
final class CallOptions {
    private static final Pattern CLIENT =
            Pattern.compile("(?:^|[;,])\\s*client\\s*=\\s*([^;,]+)", Pattern.CASE_INSENSITIVE);

    private static final Pattern ALLOW_SAVE =
            Pattern.compile("(?:^|[;,])\\s*allowSave\\s*=\\s*true", Pattern.CASE_INSENSITIVE);

    private CallOptions() {}

    /** Returns the client's name, or null. */
    static String client(ApiRequest request) {
        String header = request.header("Sforce-Call-Options");
        Matcher matcher = CLIENT.matcher(header == null ? "" : header);
        return matcher.find() ? matcher.group(1).strip() : null;
    }

    static Caller caller(ApiRequest request, String userId, String version) {
        return withDuplicates(request, Caller.rest(userId, version, client(request)));
    }

    static Caller bulkCaller(ApiRequest request, String userId, String version) {
        return withDuplicates(request, Caller.bulk(userId, version, client(request)));
    }

    /** Reads {@code Sforce-Duplicate-Rule-Header: allowSave=true}. */
    private static Caller withDuplicates(ApiRequest request, Caller caller) {
        String header = request.header("Sforce-Duplicate-Rule-Header");
        boolean allowed = header != null && ALLOW_SAVE.matcher(header).find();
        return allowed ? caller.allowingDuplicates() : caller;
    }
}
