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
 * How much of its daily API calls the org has used, as the {@code Sforce-Limit-Info} header of the latest answer says.
 *
 * @param used calls in the last 24 hours, by everyone in the org
 */
public record ApiUsage(long used, long limit) {
    /** The trailing {@code per-app-api-usage} is another count: the name is matched from its beginning. */
    private static final Pattern HEADER = Pattern.compile("(?:^|[;,]\\s*)api-usage=(\\d+)/(\\d+)");

    static Optional<ApiUsage> ofHeader(String header) {
        Matcher matcher = HEADER.matcher(header);
        return matcher.find()
                ? Optional.of(new ApiUsage(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }
}
