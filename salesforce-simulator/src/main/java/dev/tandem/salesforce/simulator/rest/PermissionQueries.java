/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.http.ApiResponse;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.Sharing;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.schema.SObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The queries by which a user learns what it may see. Sources: "UserPermissionAccess" and "ObjectPermissions" in the object reference.
 *
 * <p>These are the only questions about permissions that are answered.
 */
final class PermissionQueries {
    private static final Pattern OF_USER = Pattern.compile("SELECT PermissionsViewAllData FROM UserPermissionAccess");
    private static final Pattern OF_OBJECT =
            Pattern.compile("SELECT Id FROM ObjectPermissions WHERE SobjectType = '(\\w+)'"
                    + " AND PermissionsViewAllRecords = true AND ParentId IN"
                    + " \\(SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = '\\w+'\\) LIMIT 1");

    private final Catalog catalog;
    private final Sharing sharing;

    PermissionQueries(Catalog catalog, Sharing sharing) {
        this.catalog = catalog;
        this.sharing = sharing;
    }

    /** Returns the answer to a query of permissions; empty for any other query. */
    Optional<ApiResponse> answer(String soql, String version) {
        if (OF_USER.matcher(soql).matches()) {
            boolean viewsAll = catalog.objects().stream().allMatch(sharing::showsAll);
            ObjectNode record = Json.MAPPER.createObjectNode();
            record.putObject("attributes")
                    .put("type", "UserPermissionAccess")
                    .put("url", "/services/data/v" + version + "/sobjects/UserPermissionAccess/000000000000000AAA");
            return Optional.of(result(record.put("PermissionsViewAllData", viewsAll)));
        }
        Matcher ofObject = OF_OBJECT.matcher(soql);
        if (!ofObject.matches()) {
            return Optional.empty();
        }
        SObject object = catalog.object(ofObject.group(1));
        ObjectNode record = Json.MAPPER.createObjectNode();
        record.putObject("attributes").put("type", "ObjectPermissions");
        record.put("Id", "110000000000001AAA");
        return Optional.of(object != null && sharing.showsAll(object) ? result(record) : result());
    }

    private static ApiResponse result(ObjectNode... records) {
        ObjectNode result =
                Json.MAPPER.createObjectNode().put("totalSize", records.length).put("done", true);
        for (ObjectNode record : records) {
            result.withArray("records").add(record);
        }
        result.withArray("records");
        return ApiResponse.ok(result);
    }
}
