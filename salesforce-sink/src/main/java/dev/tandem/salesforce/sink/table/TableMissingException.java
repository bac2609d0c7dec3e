/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.table;

import dev.tandem.postgres.session.TableId;
import org.apache.kafka.connect.errors.ConnectException;

/** A table that does not exist yet: postgres-sink creates it with the first records. */
public final class TableMissingException extends ConnectException {
    private static final long serialVersionUID = 1L;

    TableMissingException(TableId table) {
        super("Table " + table + " does not exist. Let postgres-sink create it first. If the object has no records, set"
                + " announce.empty.objects=true in the Salesforce source.");
    }
}
