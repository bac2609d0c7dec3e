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
 * @param fields as {@link BulkResults#columns()} orders them
 * @param next where reading goes on after this row
 */
public record BulkRow(List<String> fields, ResultPosition next) {

    /** The value of a column, as text; null where Salesforce has none, since the format tells no empty text from null. */
    public String value(int column) {
        String text = fields.get(column);
        return text.isEmpty() ? null : text;
    }
}
