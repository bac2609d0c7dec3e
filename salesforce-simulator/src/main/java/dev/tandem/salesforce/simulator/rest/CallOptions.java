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

/** Reads {@code Sforce-Call-Options: client=MyConnector, defaultNamespace=ns}. */
final class CallOptions {
    private static final Pattern CLIENT = Pattern.compile("(?:^|,)\\s*client=([^,]+)");

    private CallOptions() {}

    static Caller caller(ApiRequest request, String userId, String version) {
        String header = request.header("Sforce-Call-Options");
        Matcher matcher = CLIENT.matcher(header == null ? "" : header);
        return Caller.rest(userId, version, matcher.find() ? matcher.group(1).strip() : null);
    }
}
