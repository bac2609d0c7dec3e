/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.SalesforceException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A finder of deleted records among those that were not found. The others may only be out of the user's sight, because Salesforce answers
 * about them alike. Thread-safe.
 *
 * <p>Source: "Get Records With a Request Body Using sObject Collections" in the REST API guide. "UserRecordAccess" in the object
 * reference is of no help, since it leaves out the records that the user who asks may not read.
 */
public final class AbsentRecords {
    private final RecordLookup lookup;
    private final UserPermissions permissions;

    /** Creates a finder. It sends nothing before the first call. */
    public AbsentRecords(SalesforceApi api) {
        this.lookup = new RecordLookup(api);
        this.permissions = new UserPermissions(api);
    }

    /**
     * Returns those of the records that are certainly deleted: they are in the recycle bin, or the user sees all records and still does
     * not find them. Costs one API call per 400 ids or so, up to three more if some are not in the recycle bin, and none without ids.
     *
     * <p>The permissions are asked for each time. An earlier answer would say nothing about what the user has seen since.
     *
     * @param absent records that were not found just now
     */
    public Set<RecordId> findDeleted(SObjectName object, Collection<RecordId> absent) {
        if (absent.isEmpty()) {
            return Set.of();
        }
        Set<RecordId> deleted = new LinkedHashSet<>(inRecycleBin(object, absent));
        Set<RecordId> others = new LinkedHashSet<>(absent);
        others.removeAll(deleted);
        if (!others.isEmpty() && permissions.showAllRecords(object)) {
            // The user may see them only since a moment ago.
            others.removeAll(lookup.findIncludingDeleted(object, others));
            deleted.addAll(others);
        }
        return deleted;
    }

    private Set<RecordId> inRecycleBin(SObjectName object, Collection<RecordId> absent) {
        try {
            return lookup.findDeleted(object, absent);
        } catch (SalesforceException failure) {
            if (failure.kind() != FailureKind.BAD_REQUEST) {
                throw failure;
            }
            return Set.of(); // Records that cannot be deleted, such as users, have no IsDeleted.
        }
    }
}
