/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The encoding of text in URLs. */
public final class UrlText {
    private UrlText() {}

    /** Encodes a query parameter. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Encodes a segment of a path, where a plus sign stands for itself. */
    public static String encodeSegment(String text) {
        return encode(text).replace("+", "%20");
    }
}
