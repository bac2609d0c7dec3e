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
 * How to reach one org.
 *
 * @param loginUrl where tokens are issued: {@code https://MyDomain.my.salesforce.com}, or login/test.salesforce.com for the
 *     flows that allow them
 * @param apiVersion {@code latest}, or a version such as {@code 66.0}
 * @param readTimeout for the whole answer of a REST call, and for the first byte of a Bulk result
 * @param retryFor how long a call is repeated after passing failures before it fails
 * @param proxy an HTTP proxy, for all traffic of the org
 */
public record OrgSettings(
        URI loginUrl,
        String apiVersion,
        Duration connectTimeout,
        Duration readTimeout,
        Duration retryFor,
        Optional<InetSocketAddress> proxy) {

    /** The version that stands for the newest one the org offers. */
    public static final String LATEST = "latest";

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
