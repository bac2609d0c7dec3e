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
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A server's answer whose body is still to be read.
 *
 * @param body decompressed; reading fails when the server is silent for longer than the read timeout
 */
public record Answer(int status, HttpHeaders headers, InputStream body) {

    /** Reads the body to its end. */
    public JsonNode json() throws IOException {
        try (body) {
            return Json.MAPPER.readTree(body);
        }
    }

    /** The server's clock, in whole seconds. */
    public Optional<Instant> date() {
        return date(headers);
    }

    /** The server's clock, as the headers of any answer tell it. */
    public static Optional<Instant> date(HttpHeaders headers) {
        try {
            return headers.firstValue("Date")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
