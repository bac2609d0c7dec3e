/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A page of a query's result.
 *
 * @param totalSize number of records in the whole result
 * @param records with their {@code attributes}; numbers are exact (BigDecimal if they have a point)
 * @param nextRecordsUrl the path of the next page; empty on the last page
 */
public record QueryPage(long totalSize, List<ObjectNode> records, Optional<String> nextRecordsUrl) {

    /** Reads a page, and rejects one that does not say whether it is the last. */
    static QueryPage read(JsonNode page) throws IOException {
        JsonNode done = page.path("done");
        String next = page.path("nextRecordsUrl").asText();
        if (!page.path("records").isArray() || !done.isBoolean() || done.asBoolean() != next.isEmpty()) {
            throw new IOException("the answer is not a page of a query");
        }
        List<ObjectNode> records = new ArrayList<>();
        page.path("records").forEach(row -> records.add((ObjectNode) row));
        return new QueryPage(
                page.path("totalSize").asLong(), records, done.asBoolean() ? Optional.empty() : Optional.of(next));
    }

    /** Reads the page with this path, and rejects one that names itself as the next. */
    static QueryPage read(JsonNode page, String path) throws IOException {
        QueryPage read = read(page);
        if (read.nextRecordsUrl().filter(path::equals).isPresent()) {
            throw new IOException("the page is the one before");
        }
        return read;
    }
}
