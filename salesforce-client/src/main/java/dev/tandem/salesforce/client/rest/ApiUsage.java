/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The org's usage of its daily API calls, read from the {@code Sforce-Limit-Info} header.
 *
 * @param used calls in the last 24 hours, by everyone in the org
 */
public record ApiUsage(long used, long limit) {
    /** Matches the whole name, because {@code per-app-api-usage} is another count. */
    private static final Pattern HEADER = Pattern.compile("(?:^|[;,]\\s*)api-usage=(\\d+)/(\\d+)");

    static Optional<ApiUsage> ofHeader(String header) {
        Matcher matcher = HEADER.matcher(header);
        return matcher.find()
                ? Optional.of(new ApiUsage(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }
}
