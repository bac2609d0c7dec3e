/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.failure;

import org.apache.kafka.connect.errors.ConnectException;

/** Records that may be deleted, or only out of the user's sight: Salesforce answers alike. */
public final class InvisibleRecordsException extends ConnectException {
    private static final long serialVersionUID = 1L;

    public InvisibleRecordsException(String object) {
        super("Failed to find out which records of " + object
                + " are deleted: the user of the app may not see all of them, or"
                + " may not ask whether it does. Give it View All Data, or View All on the object with View Setup and"
                + " Configuration, and restart the connector's task.");
    }
}
