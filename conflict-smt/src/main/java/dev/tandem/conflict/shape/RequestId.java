/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a write request in a change event's {@code changeOrigin}. The write-back sends {@code client=tandem-<id>} in
 * {@code Sforce-Call-Options}, and Salesforce returns it as in {@code com/salesforce/api/rest/62.0;client=tandem-<id>}.
 */
final class RequestId {
    private static final String CLIENT = "tandem-";

    /** Parameters are separated by semicolons or commas. Salesforce's own client ids end in a slash, so one is allowed. */
    private static final Pattern PARAMETER = Pattern.compile(
            "(?:^|[;,])\\s*client\\s*=\\s*" + CLIENT + "(\\d+)/?\\s*(?:[;,]|$)", Pattern.CASE_INSENSITIVE);

    private RequestId() {}

    /** Returns the request's id; null if the change is not the echo of a request. */
    static String in(String changeOrigin) {
        if (changeOrigin == null || !changeOrigin.contains(CLIENT)) {
            return null;
        }
        Matcher parameter = PARAMETER.matcher(changeOrigin);
        return parameter.find() ? parameter.group(1) : null;
    }
}
