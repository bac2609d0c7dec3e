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
 * An answer whose body has not been read yet.
 *
 * @param body decompressed; reading fails if the server is silent for longer than the read timeout
 */
public record Answer(int status, HttpHeaders headers, InputStream body) {

    /** Reads the body to its end. */
    public JsonNode json() throws IOException {
        try (body) {
            return Json.MAPPER.readTree(body);
        }
    }

    /** Returns the server's clock, in whole seconds. */
    public Optional<Instant> date() {
        return date(headers);
    }

    /** Returns the server's clock from the {@code Date} header, or empty if that is missing or malformed. */
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
