/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** The size of rows that Salesforce was asked for, by the texts in them. Other values are small. */
public final class RowSize {
    private RowSize() {}

    public static long of(ObjectNode row) {
        long size = 0;
        for (JsonNode value : row) {
            size += value.isTextual() ? value.textValue().length() : 0;
        }
        return size;
    }

    public static long of(Collection<ObjectNode> rows) {
        return rows.stream().mapToLong(RowSize::of).sum();
    }
}
