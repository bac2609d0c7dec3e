/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import java.util.List;

/**
 * A row of a job's result.
 *
 * @param fields in the order of {@link QueryResults#columns()}
 * @param next the position after this row
 * @param bytes size of the row as CSV, for bounding memory
 */
public record BulkRow(List<String> fields, ResultPosition next, long bytes) {

    /** Returns the value of a column as text, or null. The format cannot distinguish empty text from null. */
    public String value(int column) {
        String text = fields.get(column);
        return text.isEmpty() ? null : text;
    }
}
