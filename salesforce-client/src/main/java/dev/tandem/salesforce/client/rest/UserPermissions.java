/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The permissions of the user that is logged in, as far as Salesforce reports them. Thread-safe.
 *
 * <p>Sources: "UserPermissionAccess", which every user may query, and "ObjectPermissions", in the object reference.
 */
public final class UserPermissions {
    private static final Logger LOG = LoggerFactory.getLogger(UserPermissions.class);
    private static final String VIEW_ALL_DATA = "PermissionsViewAllData";

    private final SalesforceApi api;

    /** Creates a reader. It sends nothing before the first call. */
    public UserPermissions(SalesforceApi api) {
        this.api = api;
    }

    /**
     * Returns whether the user certainly sees all records of an object, however they are shared. That is not certain if Salesforce
     * does not say. Costs one or two API calls.
     */
    public boolean showAllRecords(SObjectName object) {
        return query("SELECT " + VIEW_ALL_DATA + " FROM UserPermissionAccess").stream()
                        .anyMatch(user -> user.path(VIEW_ALL_DATA).asBoolean())
                || !query("SELECT Id FROM ObjectPermissions WHERE SobjectType = " + Soql.literal(object.value())
                                + " AND PermissionsViewAllRecords = true AND ParentId IN"
                                + " (SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = "
                                + Soql.literal(api.token().userId()) + ") LIMIT 1")
                        .isEmpty();
    }

    /** Returns the sentences that say how to let the user see all records of an object, and let it ask whether it does. */
    public static String remedy(SObjectName object) {
        return "Give the user of the app View All Data, or both View Setup and Configuration and View All on " + object
                + ". An object without permissions of its own needs View All Data.";
    }

    /** Runs a query of permissions, or returns nothing if the user may not ask. */
    private List<ObjectNode> query(String soql) {
        try {
            return api.query(soql).records();
        } catch (SalesforceException failure) {
            boolean mayNotAsk = failure.kind() == FailureKind.BAD_REQUEST
                    || failure.kind() == FailureKind.NOT_FOUND
                    || failure.errorCode().startsWith("INSUFFICIENT_ACCESS");
            if (!mayNotAsk) {
                throw failure;
            }
            LOG.warn("Salesforce does not say what the user may see: {}", failure.getMessage());
            return List.of();
        }
    }
}
