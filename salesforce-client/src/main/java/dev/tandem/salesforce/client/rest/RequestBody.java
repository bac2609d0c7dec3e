/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;

/** The body of a request. It can be sent several times. */
public sealed interface RequestBody {

    /** Returns the body for the HTTP client. */
    BodyPublisher publisher();

    /** Returns the media type of a body that has one. */
    Optional<String> contentType();

    /** No body. */
    record None() implements RequestBody {
        @Override
        public BodyPublisher publisher() {
            return BodyPublishers.noBody();
        }

        @Override
        public Optional<String> contentType() {
            return Optional.empty();
        }
    }

    /** A JSON body. */
    record Json(JsonNode tree) implements RequestBody {
        @Override
        public BodyPublisher publisher() {
            return BodyPublishers.ofString(tree.toString());
        }

        @Override
        public Optional<String> contentType() {
            return Optional.of("application/json");
        }
    }

    /** CSV text for a Bulk job. */
    record Csv(byte[] text) implements RequestBody {
        @Override
        public BodyPublisher publisher() {
            return BodyPublishers.ofByteArray(text);
        }

        @Override
        public Optional<String> contentType() {
            return Optional.of("text/csv; charset=UTF-8");
        }
    }
}
