/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings for reaching one org.
 *
 * @param loginUrl issues tokens: {@code https://MyDomain.my.salesforce.com}, or login/test.salesforce.com for the
 *     flows that allow them
 * @param apiVersion {@code latest}, or a version such as {@code 66.0}
 * @param readTimeout bounds the whole answer of a REST call, and the wait for each part of a Bulk result
 * @param retryFor bounds the time for which a call is repeated after transient failures
 * @param proxy carries all traffic of the org
 */
public record OrgSettings(
        URI loginUrl,
        String apiVersion,
        Duration connectTimeout,
        Duration readTimeout,
        Duration retryFor,
        Optional<InetSocketAddress> proxy) {

    /** The setting that selects the newest version that the org offers. */
    public static final String LATEST = "latest";

    /** Returns the default settings for an org. */
    public static OrgSettings of(URI loginUrl) {
        return new OrgSettings(
                loginUrl,
                LATEST,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofMinutes(2),
                Optional.empty());
    }
}
