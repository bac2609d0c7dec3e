/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.Optional;

/**
 * An answer whose body has not been read yet.
 *
 * @param body decompressed; reading fails if the server is silent for longer than the read timeout
 */
public record HttpAnswer(int status, HttpHeaders headers, InputStream body) {

    /** Reads the body, which must be a JSON object or array, to its end. */
    public JsonNode json() throws IOException {
        try (body) {
            JsonNode tree = Json.MAPPER.readTree(body);
            if (!tree.isContainerNode()) {
                // Maintenance pages and proxies answer with status 200, too.
                throw new IOException("the answer is not JSON");
            }
            return tree;
        }
    }

    /** Returns the server's clock, in whole seconds. */
    public Optional<Instant> date() {
        return date(headers);
    }

    /** Returns the server's clock from the {@code Date} header, or empty if that is missing or malformed. */
    public static Optional<Instant> date(HttpHeaders headers) {
        return headers.firstValue("Date").flatMap(HttpDate::parse);
    }
}
