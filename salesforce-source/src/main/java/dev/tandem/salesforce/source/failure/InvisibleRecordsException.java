/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.failure;

import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.UserPermissions;
import org.apache.kafka.connect.errors.ConnectException;

/** Records that may be deleted, or unchanged, or only out of the user's sight: Salesforce answers alike. */
public final class InvisibleRecordsException extends ConnectException {
    private static final long serialVersionUID = 1L;

    public InvisibleRecordsException(SObjectName object) {
        super("Failed to find out which records of " + object
                + " are deleted, or have changed: the user of the app may not see all of them, or may not ask whether it does. "
                + UserPermissions.remedy(object) + " Then restart the connector's task.");
    }
}
