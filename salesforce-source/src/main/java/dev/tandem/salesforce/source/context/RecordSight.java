/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.context;

import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.governor.CallPurpose;
import dev.tandem.salesforce.client.rest.RecordLookup;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.rest.UserPermissions;
import dev.tandem.salesforce.source.failure.InvisibleRecordsException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The user's sight of an object's records. Salesforce answers about a record that its user may no longer see as if there were none, and
 * goes on to deliver the events of a channel to which it would not let this user subscribe again.
 */
public final class RecordSight {
    private final SObjectName object;
    private final RecordLookup lookup;
    private final UserPermissions permissions;
    private final boolean wasWhole;

    /**
     * Asks what the user sees now, unless that is known. Costs up to two API calls.
     *
     * @param sawAll whether the user saw all records before a restart
     */
    public RecordSight(SalesforceApi api, SObjectName object, boolean sawAll) {
        this.object = object;
        this.lookup = new RecordLookup(api.forPurpose(CallPurpose.RECOVERY));
        // An object starts with this call, and must not wait until the budget of recoveries has room.
        this.permissions = new UserPermissions(api);
        this.wasWhole = sawAll || permissions.showAllRecords(object);
    }

    /** Returns whether the user sees all records, or did before. */
    public boolean wasWhole() {
        return wasWhole;
    }

    /**
     * Checks that records which were not found are gone. A record in the recycle bin is deleted. A record that is found now does not
     * meet the object's condition, or was undeleted, which an event reports. Any other is gone if the user sees all records.
     *
     * @throws InvisibleRecordsException if a record may exist
     */
    public void requireGone(Collection<RecordId> absent) {
        if (absent.isEmpty()) {
            return;
        }
        Set<RecordId> unseen = new LinkedHashSet<>(absent);
        unseen.removeAll(lookup.findIncludingDeleted(object, absent));
        if (!unseen.isEmpty()) {
            requireAll();
        }
    }

    /**
     * Checks that the user sees all records.
     *
     * @throws InvisibleRecordsException if it does not, or if Salesforce does not say
     */
    public void requireAll() {
        if (!permissions.showAllRecords(object)) {
            throw new InvisibleRecordsException(object);
        }
    }

    /**
     * Checks that the user still sees all records if it did. Some objects are copied without View All, because everybody sees their
     * records.
     *
     * @throws InvisibleRecordsException if it no longer does
     */
    public void requireKept() {
        if (wasWhole) {
            requireAll();
        }
    }
}
